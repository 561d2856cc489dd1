"""Offer other times: a new proposal that replaces the current one."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from exchange.kernel.actor import Actor
from exchange.kernel.errors import InvalidError
from exchange.kernel.events import emit
from exchange.kernel.messages import N_, Message
from exchange.meetings import policies
from exchange.meetings.events import MeetingAcknowledged, MeetingCountered, MeetingRequested
from exchange.meetings.models import MeetingRequest, Proposal, Slot
from exchange.meetings.service.commands import Order, Outcome, find_for, move, remember, repeated, write_down
from exchange.meetings.service.times import Offer, answer_due, checked_slots
from exchange.meetings.states import Command

LONGEST_NOTE = 1_000


def counter(
    session: Session,
    *,
    actor: Actor,
    request_id: UUID,
    offer: Offer,
    expected_version: int,
    key: str,
    now: datetime,
) -> Outcome:
    """Put proposal n+1 in the place of proposal n; the times of n can no longer be accepted.

    Raises:
        NotFoundError: no such request for the actor.
        RefusedError: the actor speaks for neither side.
        InvalidError: field `slots` or `note`.
        ConflictError: the request changed since the actor looked; nothing was written.
    """
    order = Order(Command.COUNTER, actor, key, now)
    earlier = repeated(session, order, request_id)
    if earlier:
        return earlier
    request = find_for(session, order, request_id)
    if len(offer.note.strip()) > LONGEST_NOTE:
        too_long = Message(N_("This text is too long: at most %(most)s characters."), {"most": LONGEST_NOTE})
        raise InvalidError({"note": too_long})
    slots = checked_slots(offer, minutes=request.minutes, now=now)
    put_in_place(session, order, request, offer, slots, expected_version)
    write_down(session, order, request, slots=len(slots))
    emit(session, MeetingCountered(request.id, actor.person_id, now))
    return remember(session, order, request.id)


def put_in_place(
    session: Session, order: Order, request: MeetingRequest, offer: Offer, slots: list[Slot], expected_version: int
) -> None:
    """Move the request with proposal n+1 as its current one."""
    side = policies.side_of(order.actor, request) or request.from_ministry_id
    number = request.proposal_no + 1
    due = answer_due(session, request.other_side(side), slots, order.now)
    move(session, order, request, expected_version=expected_version, proposal_no=number, due_at=due)
    proposal = Proposal(
        number=number,
        ministry_id=side,
        person_id=order.actor.person_id,
        zone=offer.zone,
        note=offer.note.strip(),
        note_language=offer.language,
        made_at=order.now,
        slots=slots,
    )
    request.proposals.append(proposal)
    session.flush()


def acknowledge(session: Session, *, actor: Actor, request_id: UUID, version: int, key: str, now: datetime) -> Outcome:
    """Say that the request has been read and is being looked into; its times stay on offer."""
    order = Order(Command.ACKNOWLEDGE, actor, key, now)
    earlier = repeated(session, order, request_id)
    if earlier:
        return earlier
    request = find_for(session, order, request_id)
    move(session, order, request, expected_version=version)
    write_down(session, order, request)
    emit(session, MeetingAcknowledged(request.id, actor.person_id, now))
    return remember(session, order, request.id)


def reopen(
    session: Session, *, actor: Actor, request_id: UUID, offer: Offer, version: int, key: str, now: datetime
) -> Outcome:
    """Ask once more, with new times, after nobody answered.

    Raises:
        RefusedError: somebody else asked, or it was reopened before.
        InvalidError: field `slots`.
    """
    order = Order(Command.REOPEN, actor, key, now)
    earlier = repeated(session, order, request_id)
    if earlier:
        return earlier
    request = find_for(session, order, request_id)
    slots = checked_slots(offer, minutes=request.minutes, now=now)
    put_in_place(session, order, request, offer, slots, version)
    request.reopened_at, request.closed_at = now, None
    write_down(session, order, request, slots=len(slots))
    emit(session, MeetingRequested(request.id, actor.person_id, now))
    return remember(session, order, request.id)
