"""Guests, ranks and interpreters of a meeting as its two sides see them, and the meeting as a guest sees it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.kernel.actor import Actor
from exchange.kernel.messages import N_, Message
from exchange.kernel.translated import Translated
from exchange.meetings.models import Delegation, Guest, Level, MeetingRequest, PartRole
from exchange.meetings.queries.doors import Door, DoorState, door_for
from exchange.meetings.queries.sides import Side, Sides, read_sides

_ALONE_MINUTES = 60  # as long as one interpreter works without a second one (AIIC's rule of turns)
_TWO = 2


@dataclass(frozen=True)
class GuestView:
    """Somebody without an account who comes. The code is in nobody's hand but the guest's."""

    id: UUID
    side: Side
    role: PartRole
    name: str
    organisation: str
    language_pair: str
    state: Message


@dataclass(frozen=True)
class HeadView:
    """What a side says about its head."""

    side: Side
    rank: Level | None
    address: Translated


@dataclass(frozen=True)
class Company:
    """Who comes beside the accounts, what is said about the heads, and what may need a second look."""

    guests: tuple[GuestView, ...] = ()
    heads: tuple[HeadView, ...] = ()
    hints: tuple[Message, ...] = ()

    def guests_of(self, side: Side) -> tuple[GuestView, ...]:
        """Those of one side."""
        return tuple(guest for guest in self.guests if guest.side.ministry.id == side.ministry.id)

    def head_of(self, side: Side) -> HeadView | None:
        """What that side says about its head."""
        return next((head for head in self.heads if head.side.ministry.id == side.ministry.id), None)


def company_of(session: Session, *, request: MeetingRequest, sides: Sides) -> Company:
    """For a meeting that the reader may read. Two queries."""
    standing = Guest.request_id == request.id, Guest.revoked_at.is_(None)
    guests = session.scalars(select(Guest).where(*standing).order_by(Guest.id)).all()
    rows = session.scalars(select(Delegation).where(Delegation.request_id == request.id)).all()
    said = {row.ministry_id: row for row in rows}
    heads = tuple(
        HeadView(side, said[side.ministry.id].head_rank, said[side.ministry.id].address)
        for side in sides.both
        if side.ministry.id in said
    )
    hints = [*_parity(heads), *_turns(request, guests)]
    return Company(tuple(_view(guest, sides) for guest in guests), heads, tuple(hints))


_WAITS = N_("The code was not used yet")
_USED = N_("The code was used")
_JOINED = N_("Was in the meeting")


def _view(guest: Guest, sides: Sides) -> GuestView:
    state = _JOINED if guest.joined_at else _USED if guest.used_at else _WAITS
    pair = " – ".join((guest.language_pair or "").split("-"))
    side = sides.of(guest.ministry_id)
    return GuestView(guest.id, side, guest.role, guest.name, guest.organisation, pair, Message(state))


def _parity(heads: tuple[HeadView, ...]) -> list[Message]:
    """Protocol: a minister talks with a minister (meetings.md section 7, 8)."""
    ranks = [head.rank for head in heads if head.rank is not None]
    if len(ranks) < _TWO or ranks[0] is ranks[1]:
        return []
    return [Message(N_("The heads of the two delegations are not of the same rank."))]


def _turns(request: MeetingRequest, guests: Iterable[Guest]) -> list[Message]:
    """One interpreter alone above an hour (meetings.md section 7, 5), by pair of languages."""
    parts = (part for part in request.participants if part.role is PartRole.INTERPRETER and part.removed_at is None)
    pairs = [part.language_pair for part in parts]
    pairs += [guest.language_pair for guest in guests if guest.role is PartRole.INTERPRETER]
    length = request.meeting.minutes if request.meeting else request.minutes
    if length <= _ALONE_MINUTES or not any(pairs.count(pair) < _TWO for pair in pairs):
        return []
    return [Message(N_("Above 60 minutes two interpreters take turns. Name a second one."))]


@dataclass(frozen=True)
class GuestDoor:
    """The door as a guest finds it: nothing of the talk but its title, time and sides."""

    title: str
    title_language: str
    sides: Sides
    side: Side
    role: PartRole
    name: str
    starts_at: datetime
    door: Door
    passcode: str

    @property
    def is_open(self) -> bool:
        """Whether one can enter now."""
        return self.door.state is DoorState.OPEN


def guest_door(session: Session, *, guest: Guest, language: str, now: datetime) -> GuestDoor:
    """For a guest who was found by `find_guest`."""
    request = session.get_one(MeetingRequest, guest.request_id)
    meeting = request.meeting
    if meeting is None:
        raise LookupError(request.id)  # a guest is named only once there is a time
    sides = read_sides(session, request.ministry_ids, Actor.nobody(), language)
    door = door_for(meeting, guest.role, now)
    return GuestDoor(
        title=meeting.title or request.topic,
        title_language=meeting.title_language if meeting.title else request.written_in,
        sides=sides,
        side=sides.of(guest.ministry_id),
        role=guest.role,
        name=guest.name,
        starts_at=meeting.starts_at,
        door=door,
        passcode=(meeting.passcode or "") if door.state is DoorState.OPEN else "",
    )


def protocol_of(session: Session, request_id: UUID, ministry_id: UUID) -> Delegation | None:
    """What a side has said about its head so far."""
    return session.get(Delegation, (request_id, ministry_id))
