"""Guests and interpreters without an account: named by one side, let in by a code that opens once, revocable."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from string import ascii_lowercase, ascii_uppercase
from uuid import UUID, uuid5

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from exchange.audit.service import Act, record
from exchange.kernel.actor import Actor
from exchange.kernel.errors import ConflictError, InvalidError, NotFoundError, RefusedError
from exchange.kernel.messages import N_, Message
from exchange.meetings import policies
from exchange.meetings.models import Guest, Meeting, MeetingRequest, PartRole, ResourceKind, pairs_of
from exchange.meetings.queries.doors import DoorState, door_for
from exchange.meetings.rooms.port import Seat
from exchange.meetings.service.commands import Order, Outcome, find_for, move, remember, repeated
from exchange.meetings.service.holds import hold, release_people
from exchange.meetings.service.join import Room, refusal_of
from exchange.meetings.states import Command

LONGEST_NAME, LONGEST_ORGANISATION, LONGEST_CONTACT = 120, 160, 254
MOST_GUESTS = 20  # of one side
_SIGNS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # none that is taken for another
_LENGTH, _GROUP = 12, 4
_UPPER = str.maketrans(ascii_lowercase, ascii_uppercase)
_INTERPRETERS = UUID("4d0f5d0a-7f0e-5c2c-9a55-0c6d7a3f1b10")  # the namespace of their names on the table of holds


@dataclass(frozen=True)
class GuestDraft:
    """Who is to come. Pair and contact are an interpreter's."""

    name: str
    organisation: str = ""
    role: PartRole = PartRole.GUEST
    language_pair: str = ""
    contact: str = ""


def name_guest(
    session: Session, *, actor: Actor, request_id: UUID, draft: GuestDraft, version: int, key: str, now: datetime
) -> tuple[Outcome, str]:
    """Let somebody without an account come for the actor's side. The code is given back once and never kept.

    An interpreter's hours are held, so the same one is not named in two meetings of the ministry at one time. A form
    that is sent again gives an empty code.

    Raises:
        NotFoundError, RefusedError, ConflictError: as for every command; also when the interpreter is taken.
        InvalidError: fields `name`, `organisation`, `role`, `language_pair`, `contact`.
    """
    order = Order(Command.UPDATE, actor, key, now)
    earlier = repeated(session, order, request_id)
    if earlier:
        return earlier, ""
    request = find_for(session, order, request_id)
    side = policies.side_of(actor, request)
    if side is None or actor.person_id is None:
        raise RefusedError(N_("Each ministry names its own delegation."))
    checked = _checked(session, request, side, draft)
    move(session, order, request, expected_version=version)
    code = _new_code()
    guest = _guest(request, side, checked, code, order)
    session.add(guest)
    session.flush()
    _hold(session, request.meeting, guest)
    _note(session, actor, "meeting.guest_named", guest, now)
    return remember(session, order, request.id), code


def renew_code(session: Session, *, actor: Actor, request_id: UUID, guest_id: UUID, now: datetime) -> str:
    """Another code for a guest of the own side; the old one opens nothing any more.

    Raises:
        NotFoundError: no such guest of the actor's side.
    """
    guest = _own_guest(session, actor, request_id, guest_id, now)
    code = _new_code()
    guest.renew(hash_of_code(code))
    session.flush()
    _note(session, actor, "meeting.guest_code_renewed", guest, now)
    return code


def revoke_guest(session: Session, *, actor: Actor, request_id: UUID, guest_id: UUID, now: datetime) -> None:
    """Shut the door for a guest of the own side: the code and an open page are worth nothing from now on.

    Raises:
        NotFoundError: as above.
    """
    guest = _own_guest(session, actor, request_id, guest_id, now)
    if guest.revoked_at is not None:
        return
    guest.revoke(now)
    session.flush()
    release_people(session, guest.request_id, [interpreter_id(guest)])
    _note(session, actor, "meeting.guest_revoked", guest, now)


def use_code(session: Session, *, code: str, now: datetime) -> str:
    """Open the guest's page once by the code. The answer is for the browser alone; its hash is kept.

    Raises:
        NotFoundError: no such code, it was used or revoked, or the meeting is over. All look alike.
    """
    guest = session.scalars(select(Guest).where(Guest.code_hash == hash_of_code(code))).one_or_none()
    if guest is None or guest.revoked_at is not None or not _is_ahead(session, guest, now):
        raise NotFoundError
    visit = secrets.token_urlsafe(32)
    unused = update(Guest).where(Guest.id == guest.id, Guest.used_at.is_(None), Guest.revoked_at.is_(None))
    used = unused.values(used_at=now, visit_hash=_hash(visit)).execution_options(synchronize_session=False)
    if session.connection().execute(used).rowcount != 1:  # of two browsers with one code, one is let in
        raise NotFoundError
    session.refresh(guest)
    _note(session, Actor.nobody(), "meeting.guest_entered", guest, now)
    return visit


def find_guest(session: Session, *, visit: str, now: datetime) -> Guest:
    """The guest whose browser this is.

    Raises:
        NotFoundError: unknown, revoked, or the meeting is over.
    """
    guest = session.scalars(select(Guest).where(Guest.visit_hash == _hash(visit))).one_or_none() if visit else None
    if guest is None or guest.revoked_at is not None or not _is_ahead(session, guest, now):
        raise NotFoundError
    return guest


def join_as_guest(session: Session, *, visit: str, now: datetime) -> Room:
    """The room for the guest while the door is open; each click leaves an audit row.

    Raises:
        NotFoundError: as `find_guest`.
        ConflictError: the door is not open, or the meeting was cancelled.
    """
    guest = find_guest(session, visit=visit, now=now)
    request = session.get_one(MeetingRequest, guest.request_id)
    meeting = request.meeting
    if meeting is None:
        raise NotFoundError
    door = door_for(meeting, guest.role, now)
    if door.state is not DoorState.OPEN or not (meeting.room_link or meeting.room_key):
        raise ConflictError(refusal_of(door.state))
    guest.joined_at = guest.joined_at or now
    session.flush()
    _note(session, Actor.nobody(), "meeting.guest_joined", guest, now)
    return Room(meeting.room_link or "", meeting.room_kind, _seat(meeting, guest, door.closes_at, now))


def _seat(meeting: Meeting, guest: Guest, closes_at: datetime, now: datetime) -> Seat | None:
    if meeting.room_key is None:
        return None
    return Seat(
        room=meeting.room_key,
        title=meeting.title,
        name=", ".join(part for part in (guest.name, guest.organisation) if part),
        participant=str(guest.id),
        language=(guest.language_pair or meeting.title_language)[:2],
        moderates=False,
        waits=guest.role is PartRole.GUEST,
        now=now,
        closes_at=closes_at,
    )


def hash_of_code(code: str) -> str:
    """What is kept of a code; spaces, dashes and small letters in what was typed do not matter."""
    return _hash(_read(code))


def key_of_attempts(code: str) -> str:
    """Under which name attempts with this code are counted: its first group, so guessing one shuts out no other."""
    return _hash("guest " + _read(code)[:_GROUP])


def interpreter_id(guest: Guest) -> UUID:
    """The name of an interpreter on the table of holds: the same person for the same ministry, whatever the meeting."""
    return uuid5(_INTERPRETERS, f"{guest.ministry_id} {guest.contact.translate(_UPPER)}")


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _read(code: str) -> str:
    return "".join(sign for sign in code[:100].translate(_UPPER) if sign in _SIGNS)


def _new_code() -> str:
    signs = "".join(secrets.choice(_SIGNS) for _ in range(_LENGTH))
    return "-".join(signs[start : start + _GROUP] for start in range(0, _LENGTH, _GROUP))


def _own_guest(session: Session, actor: Actor, request_id: UUID, guest_id: UUID, now: datetime) -> Guest:
    find_for(session, Order(Command.UPDATE, actor, "", now), request_id)
    guest = session.get(Guest, guest_id, populate_existing=True)
    if guest is None or guest.request_id != request_id or guest.ministry_id not in policies.acts_for(actor):
        raise NotFoundError
    return guest


def _checked(session: Session, request: MeetingRequest, side: UUID, draft: GuestDraft) -> GuestDraft:
    interprets = draft.role is PartRole.INTERPRETER
    cleaned = GuestDraft(
        " ".join(draft.name.split()),
        " ".join(draft.organisation.split()),
        draft.role,
        draft.language_pair if interprets else "",
        draft.contact.strip() if interprets else "",
    )
    faults = dict(_faults(request, cleaned))
    if _count(session, request, side) >= MOST_GUESTS:
        faults["name"] = Message(N_("A side has at most %(most)s guests."), {"most": MOST_GUESTS})
    if faults:
        raise InvalidError(faults)
    return cleaned


def _faults(request: MeetingRequest, draft: GuestDraft) -> list[tuple[str, Message]]:
    wrong = [
        ("name", not draft.name or len(draft.name) > LONGEST_NAME, N_("Write the name, at most 120 characters.")),
        ("organisation", len(draft.organisation) > LONGEST_ORGANISATION, N_("This text is too long.")),
        ("role", draft.role not in (PartRole.GUEST, PartRole.INTERPRETER), N_("Choose one of the two.")),
        (
            "language_pair",
            draft.role is PartRole.INTERPRETER and draft.language_pair not in pairs_of(request.languages),
            N_("Choose between which languages."),
        ),
        (
            "contact",
            draft.role is PartRole.INTERPRETER and not (3 <= len(draft.contact) <= LONGEST_CONTACT),  # noqa: PLR2004
            N_("Write an address or a telephone number: it tells two interpreters of one name apart."),
        ),
    ]
    return [(name, Message(words)) for name, is_wrong, words in wrong if is_wrong]


def _count(session: Session, request: MeetingRequest, side: UUID) -> int:
    of_side = Guest.request_id == request.id, Guest.ministry_id == side, Guest.revoked_at.is_(None)
    return session.scalar(select(func.count()).select_from(Guest).where(*of_side)) or 0


def _guest(request: MeetingRequest, side: UUID, draft: GuestDraft, code: str, order: Order) -> Guest:
    return Guest(
        request_id=request.id,
        ministry_id=side,
        role=draft.role,
        name=draft.name,
        organisation=draft.organisation,
        language_pair=draft.language_pair or None,
        contact=draft.contact,
        code_hash=hash_of_code(code),
        made_at=order.now,
        made_by=order.actor.person_id,
    )


def _hold(session: Session, meeting: Meeting | None, guest: Guest) -> None:
    if meeting is not None and guest.role is PartRole.INTERPRETER:
        hold(session, meeting, [(ResourceKind.INTERPRETER, interpreter_id(guest))])


def _is_ahead(session: Session, guest: Guest, now: datetime) -> bool:
    meeting = session.get_one(MeetingRequest, guest.request_id).meeting
    return meeting is not None and now <= door_for(meeting, guest.role, now).closes_at


def _note(session: Session, actor: Actor, action: str, guest: Guest, now: datetime) -> None:
    facts: dict[str, str | int | bool | None] = {"guest": str(guest.id), "side": str(guest.ministry_id)}
    act = Act(action, "meeting", guest.request_id, facts)
    record(session, actor=actor, act=act, now=now, ministry_id=guest.ministry_id)
