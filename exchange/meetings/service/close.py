"""End a request or an agreed meeting: decline, withdraw, cancel."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from exchange.kernel.actor import Actor
from exchange.kernel.errors import ConflictError, InvalidError
from exchange.kernel.events import emit
from exchange.kernel.messages import N_, Message
from exchange.meetings import policies
from exchange.meetings.events import MeetingCancelled, MeetingDeclined, MeetingEvent, MeetingWithdrawn
from exchange.meetings.models import MeetingRequest
from exchange.meetings.service.commands import Order, Outcome, find_for, move, remember, repeated, write_down
from exchange.meetings.service.holds import release
from exchange.meetings.service.rooms import leave_room
from exchange.meetings.states import Command

LONGEST_REASON = 1_000


def decline(
    session: Session,
    *,
    actor: Actor,
    request_id: UUID,
    reason: str,
    expected_version: int,
    key: str,
    now: datetime,
    language: str = "en",
) -> Outcome:
    """Say no, with a reason that the asking side reads.

    Raises:
        NotFoundError, RefusedError, ConflictError: as for every command.
        InvalidError: field `reason`.
    """
    order = Order(Command.DECLINE, actor, key, now)
    return _close(session, order, request_id, _Reason(reason, language), expected_version, MeetingDeclined)


def withdraw(
    session: Session,
    *,
    actor: Actor,
    request_id: UUID,
    reason: str = "",
    expected_version: int,
    key: str,
    now: datetime,
    language: str = "en",
) -> Outcome:
    """Take a request back before a time is agreed; a reason is welcome, not needed."""
    order = Order(Command.WITHDRAW, actor, key, now)
    return _close(session, order, request_id, _Reason(reason, language), expected_version, MeetingWithdrawn)


def cancel(
    session: Session,
    *,
    actor: Actor,
    request_id: UUID,
    reason: str,
    expected_version: int,
    key: str,
    now: datetime,
    language: str = "en",
) -> Outcome:
    """Take an agreed or scheduled meeting back: hours are free again, calendars are told.

    Raises:
        NotFoundError, RefusedError: as for every command.
        ConflictError: the same, or the meeting is over.
        InvalidError: field `reason`.
    """
    order = Order(Command.CANCEL, actor, key, now)
    return _close(session, order, request_id, _Reason(reason, language), expected_version, MeetingCancelled)


class _Reason:
    def __init__(self, text: str, language: str) -> None:
        self.text, self.language = text.strip(), language


def _close(
    session: Session,
    order: Order,
    request_id: UUID,
    reason: _Reason,
    expected_version: int,
    fact: type[MeetingEvent],
) -> Outcome:
    earlier = repeated(session, order, request_id)
    if earlier:
        return earlier
    request = find_for(session, order, request_id)
    _check_reason(order.command, reason.text)
    values = {"reason": reason.text or None, "reason_language": reason.language if reason.text else None}
    side = policies.side_of(order.actor, request) or request.from_ministry_id
    by = {"closed_at": order.now, "closed_by": order.actor.person_id, "closed_for": side}
    _check_not_over(request, order.now)
    move(session, order, request, expected_version=expected_version, **values, **by)
    if request.meeting is not None:
        leave_room(session, request.meeting, order.actor.person_id, order.now)
        request.meeting.cancel(order.now)
        release(session, request.id)
    write_down(session, order, request)
    emit(session, fact(request.id, order.actor.person_id, order.now))
    return remember(session, order, request.id)


def _check_reason(command: Command, text: str) -> None:
    if not text and command is not Command.WITHDRAW:
        raise InvalidError({"reason": N_("Give a reason: the other side reads it.")})
    if len(text) > LONGEST_REASON:
        too_long = Message(N_("This text is too long: at most %(most)s characters."), {"most": LONGEST_REASON})
        raise InvalidError({"reason": too_long})


def _check_not_over(request: MeetingRequest, now: datetime) -> None:
    if request.meeting is not None and request.meeting.ends_at <= now:
        raise ConflictError(N_("The meeting is over, so it cannot be cancelled."))
