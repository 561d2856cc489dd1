"""The people and the title of a scheduled meeting: small changes that keep every answer (meetings.md, row 7)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from exchange.accounts.queries import people_with
from exchange.kernel.actor import Actor
from exchange.kernel.errors import InvalidError, RefusedError
from exchange.kernel.events import emit
from exchange.kernel.messages import N_, Message
from exchange.meetings import policies
from exchange.meetings.events import MeetingUpdated
from exchange.meetings.models import MeetingRequest, Participant, PartRole, pairs_of
from exchange.meetings.service.commands import Order, Outcome, find_for, move, remember, repeated, write_down
from exchange.meetings.service.holds import hold_people, release_people
from exchange.meetings.states import Command

LONGEST_TITLE = 160
MOST_PEOPLE = 40
SEATS = (
    PartRole.HEAD,
    PartRole.DELEGATE,
    PartRole.SUBSTITUTE,
    PartRole.NOTE_TAKER,
    PartRole.INTERPRETER,
    PartRole.OBSERVER,
    PartRole.ORGANIZER,
)
NOT_HELD = frozenset({PartRole.ORGANIZER, PartRole.OBSERVER})  # may look after two rooms at once


def seat_delegation(
    session: Session,
    *,
    actor: Actor,
    request_id: UUID,
    side: UUID,
    seats: Mapping[UUID, PartRole],
    pairs: Mapping[UUID, str] | None = None,
    version: int,
    key: str,
    now: datetime,
) -> Outcome:
    """Let exactly these people come for one side. Who stays keeps the answer given; who goes is told.

    Args:
        pairs: between which languages each interpreter works, as `pairs_of` names them.

    Raises:
        RefusedError: the actor does not speak for that side.
        ConflictError: as for every command, or someone is in another meeting then.
        InvalidError: field `seats`: not of that ministry, two heads, nobody left, or too many.
    """
    order = Order(Command.UPDATE, actor, key, now)
    earlier = repeated(session, order, request_id)
    if earlier:
        return earlier
    request = find_for(session, order, request_id)
    if side not in policies.sides_of(actor, request):
        raise RefusedError(N_("Each ministry names its own delegation."))
    _check(session, request, side, seats)
    move(session, order, request, expected_version=version)
    added, removed = _seat(session, request, side, seats, now)
    known = pairs_of(request.languages)
    for part in request.participants:
        if part.ministry_id == side:
            pair = (pairs or {}).get(part.person_id, "")
            part.language_pair = pair if part.role is PartRole.INTERPRETER and pair in known else None
    changed = frozenset(added)
    _stamp(request, now)
    write_down(session, order, request, added=len(added), removed=len(removed))
    emit(session, MeetingUpdated(request.id, actor.person_id, now, changed, frozenset(removed)))
    return remember(session, order, request.id)


def retitle(
    session: Session,
    *,
    actor: Actor,
    request_id: UUID,
    title: str,
    language: str,
    version: int,
    key: str,
    now: datetime,
) -> Outcome:
    """Give the meeting another title: the same entry in every calendar, the same answers.

    Raises:
        InvalidError: field `title`.
    """
    order = Order(Command.UPDATE, actor, key, now)
    earlier = repeated(session, order, request_id)
    if earlier:
        return earlier
    request = find_for(session, order, request_id)
    wanted = " ".join(title.split())
    if not wanted or len(wanted) > LONGEST_TITLE:
        fault = Message(N_("Write a title of at most %(most)s characters."), {"most": LONGEST_TITLE})
        raise InvalidError({"title": fault})
    move(session, order, request, expected_version=version)
    if request.meeting is not None:
        request.meeting.title, request.meeting.title_language = wanted, language
    _stamp(request, now)
    write_down(session, order, request)
    emit(session, MeetingUpdated(request.id, actor.person_id, now))
    return remember(session, order, request.id)


def _check(session: Session, request: MeetingRequest, side: UUID, seats: Mapping[UUID, PartRole]) -> None:
    own = {person.id for person in people_with(session, side)}
    own |= {part.person_id for part in request.participants if part.ministry_id == side}
    if not set(seats) <= own:
        raise InvalidError({"seats": N_("Choose people of your own ministry.")})
    if not seats or len(seats) > MOST_PEOPLE:
        fault = Message(N_("A delegation has at least one and at most %(most)s people."), {"most": MOST_PEOPLE})
        raise InvalidError({"seats": fault})
    if list(seats.values()).count(PartRole.HEAD) > 1:
        raise InvalidError({"seats": N_("A delegation has one head.")})


def _seat(
    session: Session, request: MeetingRequest, side: UUID, seats: Mapping[UUID, PartRole], now: datetime
) -> tuple[list[UUID], list[UUID]]:
    """Who is new (or has another role) and who was taken off."""
    known = {part.person_id: part for part in request.participants if part.ministry_id == side}
    present = {person_id for person_id, part in known.items() if part.removed_at is None}
    removed = sorted(present - set(seats))
    for person_id in removed:
        known[person_id].removed_at = now
    for person_id, role in seats.items():
        _put(request, known.get(person_id), person_id, side, role, now)
    session.flush()
    _hold_anew(session, request, side, removed)
    return sorted(set(seats) - present), removed


def _put(
    request: MeetingRequest, part: Participant | None, person_id: UUID, side: UUID, role: PartRole, now: datetime
) -> None:
    if part is None:
        request.participants.append(Participant(person_id=person_id, ministry_id=side, role=role, added_at=now))
        return
    part.role = role
    if part.removed_at is not None:
        part.removed_at, part.added_at = None, now
        part.ask_again()


def _hold_anew(session: Session, request: MeetingRequest, side: UUID, removed: Iterable[UUID]) -> None:
    meeting = request.meeting
    if meeting is None:
        return
    present = [part for part in request.participants if part.ministry_id == side and part.removed_at is None]
    release_people(session, request.id, [*removed, *(part.person_id for part in present)])
    hold_people(session, meeting, [part.person_id for part in present if part.role not in NOT_HELD])


def _stamp(request: MeetingRequest, now: datetime) -> None:
    if request.meeting is not None:
        request.meeting.stamp(now)
