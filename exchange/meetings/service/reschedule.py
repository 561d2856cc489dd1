"""Another time for a scheduled meeting: proposed by one side and accepted by the other, or moved a little at once."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from exchange.kernel.actor import Actor
from exchange.kernel.errors import ConflictError, InvalidError, RefusedError
from exchange.kernel.events import emit
from exchange.kernel.messages import N_, Message
from exchange.meetings.events import MeetingMoved, TimeKept, TimeProposed
from exchange.meetings.models import Meeting, MeetingRequest, Slot
from exchange.meetings.service.answering import take_up_suggestions
from exchange.meetings.service.commands import Order, Outcome, find_for, move, remember, repeated, write_down
from exchange.meetings.service.holds import move_holds
from exchange.meetings.service.offer import put_in_place
from exchange.meetings.service.rooms import leave_room
from exchange.meetings.service.times import Offer, checked_slots
from exchange.meetings.states import Command

STEPS = (15, 30)  # minutes by which an organizer moves a meeting at once
FARTHEST_MOVE = timedelta(minutes=30)


def propose_time(
    session: Session, *, actor: Actor, request_id: UUID, offer: Offer, version: int, key: str, now: datetime
) -> Outcome:
    """Offer other times for a scheduled meeting; the agreed time stays valid until the other side accepts one.

    Raises:
        NotFoundError, RefusedError: as for every command.
        ConflictError: the same, or the meeting has begun.
        InvalidError: field `slots`.
    """
    order = Order(Command.PROPOSE_TIME, actor, key, now)
    earlier = repeated(session, order, request_id)
    if earlier:
        return earlier
    request = find_for(session, order, request_id)
    _ahead(request, now)
    slots = checked_slots(offer, minutes=request.minutes, now=now)
    put_in_place(session, order, request, offer, slots, version)
    take_up_suggestions(session, request, request.current.ministry_id)
    write_down(session, order, request, slots=len(slots))
    emit(session, TimeProposed(request.id, actor.person_id, now))
    return remember(session, order, request.id)


def accept_time(
    session: Session,
    *,
    actor: Actor,
    request_id: UUID,
    slot_id: UUID,
    proposal_no: int,
    version: int,
    key: str,
    now: datetime,
) -> Outcome:
    """Take one of the proposed times: held hours move, everyone is asked again.

    Raises:
        ConflictError: a newer proposal exists, the time has passed, someone is taken; the agreed time still stands.
    """
    order = Order(Command.ACCEPT_TIME, actor, key, now)
    earlier = repeated(session, order, request_id)
    if earlier:
        return earlier
    request = find_for(session, order, request_id)
    if request.current.person_id == actor.person_id:
        raise RefusedError(N_("You made this offer yourself. Someone of the other side answers it."))
    meeting, slot = _ahead(request, now), _offered(request, slot_id, proposal_no, now)
    move(session, order, request, expected_version=version)
    _begin_at(session, request, meeting, slot.starts_at, now, agreed=True)
    write_down(session, order, request, slot=str(slot.id), sequence=meeting.sequence)
    emit(session, MeetingMoved(request.id, actor.person_id, now))
    return remember(session, order, request.id)


def keep_time(session: Session, *, actor: Actor, request_id: UUID, version: int, key: str, now: datetime) -> Outcome:
    """Stay with the agreed time: the other side says no, or the proposing side takes its times back."""
    order = Order(Command.KEEP_TIME, actor, key, now)
    earlier = repeated(session, order, request_id)
    if earlier:
        return earlier
    request = find_for(session, order, request_id)
    move(session, order, request, expected_version=version)
    write_down(session, order, request)
    emit(session, TimeKept(request.id, actor.person_id, now))
    return remember(session, order, request.id)


def move_by(
    session: Session, *, actor: Actor, request_id: UUID, minutes: int, version: int, key: str, now: datetime
) -> Outcome:
    """Move the beginning by a quarter or half an hour, at once; never more than half an hour from the agreed time.

    Args:
        minutes: -30, -15, 15 or 30.

    Raises:
        ConflictError: the meeting has begun, or someone is taken then.
        InvalidError: field `minutes`: another step, too far from the agreed time, or into the past.
    """
    order = Order(Command.MOVE, actor, key, now)
    earlier = repeated(session, order, request_id)
    if earlier:
        return earlier
    request = find_for(session, order, request_id)
    meeting = _ahead(request, now)
    starts_at = meeting.starts_at + timedelta(minutes=minutes)
    _check_move(meeting, starts_at, minutes, now)
    move(session, order, request, expected_version=version)
    _begin_at(session, request, meeting, starts_at, now, agreed=False)
    write_down(session, order, request, minutes=minutes, sequence=meeting.sequence)
    emit(session, MeetingMoved(request.id, actor.person_id, now))
    return remember(session, order, request.id)


def _check_move(meeting: Meeting, starts_at: datetime, minutes: int, now: datetime) -> None:
    if abs(minutes) not in STEPS or abs(starts_at - meeting.agreed_at) > FARTHEST_MOVE:
        too_far = N_("A meeting moves by at most half an hour from the agreed time. Propose another time for more.")
        raise InvalidError({"minutes": Message(too_far)})
    if starts_at <= now:
        raise InvalidError({"minutes": Message(N_("Every time must be in the future."))})


def _ahead(request: MeetingRequest, now: datetime) -> Meeting:
    if request.meeting is None or request.meeting.starts_at <= now:
        raise ConflictError(N_("The meeting has begun, so its time cannot change any more."))
    return request.meeting


def _offered(request: MeetingRequest, slot_id: UUID, proposal_no: int, now: datetime) -> Slot:
    slot = next((slot for slot in request.current.slots if slot.id == slot_id), None)
    if slot is None or proposal_no != request.proposal_no:
        raise ConflictError(N_("This time is not offered any more."))
    if slot.starts_at <= now:
        raise ConflictError(N_("This time has passed. Offer other times."))
    return slot


def _begin_at(
    session: Session, request: MeetingRequest, meeting: Meeting, starts_at: datetime, now: datetime, *, agreed: bool
) -> None:
    if agreed:
        meeting.wall_zone = request.current.zone
    leave_room(session, meeting, None, now)
    meeting.move_to(starts_at, now, agreed=agreed)
    for part in request.participants:
        part.ask_again()
    session.flush()
    move_holds(session, meeting)
