"""Agree on one of the offered times: once, with the people's hours held in the same transaction (trust.md I11)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from exchange.kernel.actor import Actor
from exchange.kernel.errors import ConflictError, RefusedError
from exchange.kernel.events import emit
from exchange.kernel.ids import new_id
from exchange.kernel.messages import N_
from exchange.meetings import policies
from exchange.meetings.events import MeetingAgreed
from exchange.meetings.models import Acceptance, Meeting, MeetingRequest, Participant, PartRole, Slot
from exchange.meetings.service.commands import (
    Order,
    Outcome,
    Result,
    find,
    find_for,
    move,
    remember,
    repeated,
    what_changed,
    write_down,
)
from exchange.meetings.service.holds import hold_people
from exchange.meetings.states import Command


def accept(
    session: Session,
    *,
    actor: Actor,
    request_id: UUID,
    slot_id: UUID,
    proposal_no: int,
    expected_version: int,
    key: str,
    now: datetime,
) -> Outcome:
    """Agree on a time of the current proposal. A second person who accepts the same time is told that it is agreed.

    Raises:
        NotFoundError: no such request for the actor, or no such time in it.
        RefusedError: the times come from the actor's own side.
        ConflictError: another time is agreed, a newer proposal exists, the time has passed, or someone is taken.
    """
    order = Order(Command.ACCEPT, actor, key, now)
    earlier = repeated(session, order, request_id)
    if earlier:
        return earlier
    request = find(session, actor, request_id)
    slot = _slot(request, slot_id)
    if _is_agreed_on(request, slot):
        return remember(session, order, request.id, Result.ALREADY_AGREED)
    request = find_for(session, order, request_id)
    if request.current.person_id == actor.person_id:
        raise RefusedError(N_("You made this offer yourself. Someone of the other side answers it."))
    _check(request, slot, proposal_no, now)
    try:
        move(session, order, request, expected_version=expected_version)
    except ConflictError:
        if _is_agreed_on(request, slot):  # between our look and our move, where a database lets both begin
            return remember(session, order, request.id, Result.ALREADY_AGREED)
        raise
    _agree(session, order, request, slot)
    write_down(session, order, request, slot=str(slot.id))
    emit(session, MeetingAgreed(request.id, actor.person_id, now))
    return remember(session, order, request.id)


def _is_agreed_on(request: MeetingRequest, slot: Slot) -> bool:
    same = request.acceptance is not None and request.acceptance.starts_at == slot.starts_at
    return same and not request.state.is_ended


def _slot(request: MeetingRequest, slot_id: UUID) -> Slot:
    slots = (slot for proposal in request.proposals for slot in proposal.slots if slot.id == slot_id)
    slot = next(slots, None)
    if slot is None:
        raise ConflictError(N_("This time is not offered any more."))
    return slot


def _check(request: MeetingRequest, slot: Slot, proposal_no: int, now: datetime) -> None:
    if not request.state.is_open or proposal_no != request.proposal_no or slot.proposal_id != request.current.id:
        raise ConflictError(what_changed(request, Command.ACCEPT))
    if slot.starts_at <= now:
        raise ConflictError(N_("This time has passed. Offer other times."))


def _agree(session: Session, order: Order, request: MeetingRequest, slot: Slot) -> None:
    side = policies.side_of(order.actor, request)
    if side in (None, request.current.ministry_id):
        side = request.other_side(request.current.ministry_id)
    request.acceptance = _acceptance(order, request, slot, side)
    meeting = request.meeting = _meeting(order, request, slot)
    people = _people(order, request, side)
    request.participants.extend(people)
    session.flush()
    hold_people(session, meeting, [part.person_id for part in people])


def _acceptance(order: Order, request: MeetingRequest, slot: Slot, side: UUID) -> Acceptance:
    return Acceptance(
        proposal_no=request.proposal_no,
        slot_id=slot.id,
        starts_at=slot.starts_at,
        ministry_id=side,
        person_id=order.actor.person_id,
        made_at=order.now,
    )


def _meeting(order: Order, request: MeetingRequest, slot: Slot) -> Meeting:
    meeting = Meeting(
        uid=str(new_id()),
        sequence=0,
        stamped_at=order.now.replace(microsecond=0),
        agreed_at=slot.starts_at,
        minutes=slot.minutes,
        title=request.topic,
        title_language=request.written_in,
    )
    meeting.begin_at(slot.starts_at, request.current.zone)
    return meeting


def _people(order: Order, request: MeetingRequest, side: UUID) -> list[Participant]:
    """Who talks: the person who asked, and who agreed for the asked side (or made its times)."""
    asking = {"ministry_id": request.from_ministry_id, "added_at": order.now}
    first = [Participant(person_id=request.requester_id, **asking)]
    if request.substitute_id is not None:
        first.append(Participant(person_id=request.substitute_id, role=PartRole.SUBSTITUTE, **asking))
    across = order.actor.person_id if side == request.to_ministry_id else request.current.person_id
    if across == request.requester_id:  # someone with a role in both ministries
        return first
    return [*first, Participant(person_id=across, ministry_id=request.to_ministry_id, added_at=order.now)]
