"""The course of a meeting: begun when both sides are there, held or not held, expired when nobody answers."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.kernel.actor import Actor
from exchange.kernel.errors import ConflictError, InvalidError
from exchange.kernel.events import emit
from exchange.kernel.messages import N_
from exchange.meetings.events import CourseAsked, MeetingExpired, MeetingHeld, MeetingNotHeld
from exchange.meetings.models import Meeting, MeetingRequest, Participant
from exchange.meetings.service.commands import Order, Outcome, find_for, move, remember, repeated, write_down
from exchange.meetings.service.holds import release
from exchange.meetings.states import BOUND, OPEN, Command, RequestState, is_possible

GRACE = timedelta(minutes=30)  # after the end, before the clock looks who was there
PATIENCE = timedelta(days=14)  # after an answer was due
_CLOCK = Actor.nobody()


def note_joined(session: Session, request: MeetingRequest, part: Participant, now: datetime) -> None:
    """Remember who came; with somebody of each side the meeting has begun (row 10)."""
    part.joined_at = part.joined_at or now
    session.flush()
    if len(sides_present(request)) > 1 and is_possible(Command.BEGIN, request.state):
        order = Order(Command.BEGIN, _CLOCK, "", now)
        move(session, order, request, expected_version=request.version)
        if request.meeting is not None:
            request.meeting.began_at = now
        write_down(session, order, request)


def sides_present(request: MeetingRequest) -> frozenset[UUID]:
    """The ministries of which somebody has joined."""
    return frozenset(part.ministry_id for part in request.participants if part.joined_at is not None)


def end(session: Session, *, actor: Actor, request_id: UUID, version: int, key: str, now: datetime) -> Outcome:
    """Say that the meeting is over; its note-takers are asked for minutes."""
    order = Order(Command.END, actor, key, now)
    earlier = repeated(session, order, request_id)
    if earlier:
        return earlier
    request = find_for(session, order, request_id)
    _hold(session, order, request, version)
    return remember(session, order, request.id)


def note_held(session: Session, *, actor: Actor, request_id: UUID, version: int, key: str, now: datetime) -> Outcome:
    """Say that they met though nobody used the door.

    Raises:
        ConflictError: as for every command, or the meeting's time is not over.
    """
    order = Order(Command.NOTE_HELD, actor, key, now)
    earlier = repeated(session, order, request_id)
    if earlier:
        return earlier
    request = find_for(session, order, request_id)
    _over(request, now)
    _hold(session, order, request, version)
    return remember(session, order, request.id)


def note_not_held(
    session: Session, *, actor: Actor, request_id: UUID, absent: UUID | None, version: int, key: str, now: datetime
) -> Outcome:
    """Say that the meeting did not take place. Both sides are told so, and not whose fault it was.

    Args:
        absent: the ministry of which nobody came; None when nobody came at all.
    """
    order = Order(Command.NOTE_NOT_HELD, actor, key, now)
    earlier = repeated(session, order, request_id)
    if earlier:
        return earlier
    request = find_for(session, order, request_id)
    meeting = _over(request, now)
    if absent is not None and absent not in request.ministry_ids:
        raise InvalidError({"absent": N_("Choose one of the two ministries.")})
    move(session, order, request, expected_version=version)
    meeting.absent_ministry_id, meeting.ended_at = absent, meeting.ends_at
    release(session, request.id)
    write_down(session, order, request, absent=str(absent) if absent else None)
    emit(session, MeetingNotHeld(request.id, actor.person_id, now))
    return remember(session, order, request.id)


def _over(request: MeetingRequest, now: datetime) -> Meeting:
    if request.meeting is None or request.meeting.ends_at > now:
        raise ConflictError(N_("The meeting's time is not over yet."))
    return request.meeting


def _hold(session: Session, order: Order, request: MeetingRequest, version: int) -> None:
    move(session, order, request, expected_version=version)
    if request.meeting is not None:
        request.meeting.ended_at = order.now
    write_down(session, order, request)
    emit(session, MeetingHeld(request.id, order.actor.person_id, order.now))


def expires_at(request: MeetingRequest) -> datetime:
    """When nobody can answer any more: after the last offered time, or two weeks after the answer was due."""
    patience_ends = request.due_at + PATIENCE
    return min(request.last_offered or patience_ends, patience_ends)


def overdue(session: Session, *, now: datetime) -> list[UUID]:
    """Requests at which the clock has something to do."""
    waiting = select(MeetingRequest.id).where(MeetingRequest.state.in_(OPEN), MeetingRequest.due_at < now)
    running = (
        select(MeetingRequest.id)
        .join(Meeting, Meeting.request_id == MeetingRequest.id)
        .where(MeetingRequest.state.in_(BOUND), Meeting.starts_at < now, Meeting.ended_at.is_(None))
    )
    return [*session.scalars(waiting), *session.scalars(running)]


def take_course(session: Session, *, request_id: UUID, now: datetime) -> bool:
    """Let the clock act on one request; whether there was something to do."""
    request = session.get(MeetingRequest, request_id, populate_existing=True)
    if request is None:
        return False
    if request.state in OPEN and expires_at(request) <= now:
        _expire(session, request, now)
        return True
    meeting = request.meeting
    is_over = meeting is not None and meeting.ended_at is None and meeting.ends_at + GRACE <= now
    if meeting is None or request.state not in BOUND or not is_over:
        return False
    if request.state is RequestState.IN_PROGRESS:
        _hold(session, Order(Command.END, _CLOCK, "", now), request, request.version)
    else:  # a person says what happened: an empty door proves nothing
        meeting.ended_at = meeting.ends_at
        emit(session, CourseAsked(request.id, None, now))
    return True


def _expire(session: Session, request: MeetingRequest, now: datetime) -> None:
    order = Order(Command.EXPIRE, _CLOCK, "", now)
    move(session, order, request, expected_version=request.version, closed_at=now)
    write_down(session, order, request)
    emit(session, MeetingExpired(request.id, None, now))
