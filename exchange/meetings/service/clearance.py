"""The way of a request out of its own ministry: sent at once, or first before the ministry's desk."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from exchange.kernel.actor import Actor
from exchange.kernel.errors import InvalidError
from exchange.kernel.events import emit
from exchange.kernel.messages import N_
from exchange.meetings.events import ClearanceAsked, MeetingRequested, RequestSentBack
from exchange.meetings.models import MeetingDesk, MeetingRequest
from exchange.meetings.policies import keeps_desk
from exchange.meetings.service.commands import Order, Outcome, find_for, move, remember, repeated, write_down
from exchange.meetings.service.times import answer_due, check_still_ahead
from exchange.meetings.states import TRANSITIONS, Command


def dispatch(session: Session, order: Order, request: MeetingRequest, **facts: str | int | None) -> None:
    """Send a request that was just written, or put it before its own desk."""
    if _must_be_cleared(session, order.actor, request):
        order = Order(Command.ASK_CLEARANCE, order.actor, "", order.now)
    else:
        _set_due(session, request, order.now)
        request.sent_at = order.now
    request.state = TRANSITIONS[order.command].target or request.state
    session.flush()
    _tell(session, order, request, **facts)


def send_draft(session: Session, *, actor: Actor, request_id: UUID, version: int, key: str, now: datetime) -> Outcome:
    """Send a draft whose times still lie ahead, or put it before the own desk.

    Raises:
        NotFoundError, RefusedError, ConflictError: as for every command.
        InvalidError: field `slots`: there is no time in it, or one has passed.
    """
    order = Order(Command.REQUEST, actor, key, now)
    earlier = repeated(session, order, request_id)
    if earlier:
        return earlier
    request = find_for(session, order, request_id)
    check_still_ahead(request.current.slots, now)
    if _must_be_cleared(session, actor, request):
        step = Order(Command.ASK_CLEARANCE, actor, "", now)
        move(session, step, request, expected_version=version, returned_note=None)
    else:
        step = order
        move(session, step, request, expected_version=version, sent_at=now, returned_note=None)
        _set_due(session, request, now)
    _tell(session, step, request)
    return remember(session, order, request.id)


def clear(session: Session, *, actor: Actor, request_id: UUID, version: int, key: str, now: datetime) -> Outcome:
    """Let a colleague's request leave the ministry."""
    order = Order(Command.CLEAR, actor, key, now)
    earlier = repeated(session, order, request_id)
    if earlier:
        return earlier
    request = find_for(session, order, request_id)
    check_still_ahead(request.current.slots, now)
    move(session, order, request, expected_version=version, sent_at=now)
    _set_due(session, request, now)
    write_down(session, order, request)
    emit(session, MeetingRequested(request.id, request.requester_id, now))
    return remember(session, order, request.id)


def send_back(
    session: Session, *, actor: Actor, request_id: UUID, reason: str, expected_version: int, key: str, now: datetime
) -> Outcome:
    """Give a request back to the person who wrote it, with a reason.

    Raises:
        InvalidError: field `reason`.
    """
    order = Order(Command.SEND_BACK, actor, key, now)
    earlier = repeated(session, order, request_id)
    if earlier:
        return earlier
    request = find_for(session, order, request_id)
    if not reason.strip():
        raise InvalidError({"reason": N_("Give a reason: the person who wrote the request reads it.")})
    move(session, order, request, expected_version=expected_version, returned_note=reason.strip()[:1000])
    write_down(session, order, request)
    emit(session, RequestSentBack(request.id, actor.person_id, now))
    return remember(session, order, request.id)


def _must_be_cleared(session: Session, actor: Actor, request: MeetingRequest) -> bool:
    """A desk's own requests need no second look by the same desk."""
    desk = session.get(MeetingDesk, request.from_ministry_id)
    return desk is not None and desk.clears_requests and not keeps_desk(actor, request.from_ministry_id)


def _set_due(session: Session, request: MeetingRequest, now: datetime) -> None:
    asked = request.other_side(request.current.ministry_id)
    request.due_at = answer_due(session, asked, request.current.slots, now)


def _tell(session: Session, order: Order, request: MeetingRequest, **facts: str | int | None) -> None:
    write_down(session, order, request, **facts)
    fact = ClearanceAsked if order.command is Command.ASK_CLEARANCE else MeetingRequested
    emit(session, fact(request.id, order.actor.person_id, order.now))
