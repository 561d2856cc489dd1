"""The meeting and its minutes, for a command of one side."""

from uuid import UUID

from sqlalchemy.orm import Session

from exchange.kernel.errors import ConflictError, NotFoundError
from exchange.kernel.messages import N_
from exchange.meetings import policies
from exchange.meetings.models import MeetingRequest, Minutes
from exchange.meetings.service.commands import Order, find_for, what_changed
from exchange.meetings.states import is_possible


def meeting_for(session: Session, order: Order, request_id: UUID) -> MeetingRequest:
    """The meeting, if the command is possible now.

    Raises:
        NotFoundError, RefusedError: as for every command.
        ConflictError: it is not the time for it.
    """
    request = find_for(session, order, request_id)
    if not is_possible(order.command, request.state):
        raise ConflictError(what_changed(request, order.command))
    return request


def minutes_of(session: Session, request: MeetingRequest) -> Minutes:
    """The minutes as they are now.

    Raises:
        ConflictError: nobody has begun to write them.
    """
    found = session.get(Minutes, request.id, populate_existing=True)
    if found is None:
        raise ConflictError(N_("The minutes have not been begun."))
    return found


def side_for(order: Order, request: MeetingRequest) -> UUID:
    """The side that the actor speaks for, or writes for as a note-taker."""
    side = policies.side_of(order.actor, request)
    part = request.part_of(order.actor.person_id)
    found = side or (part.ministry_id if part else None)
    if found is None:
        raise NotFoundError
    return found
