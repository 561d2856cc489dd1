"""How a ministry's desk handles its meetings."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from exchange.audit.service import Act, record
from exchange.kernel.actor import Actor
from exchange.kernel.errors import RefusedError
from exchange.kernel.messages import N_
from exchange.meetings.models import MeetingDesk
from exchange.meetings.policies import keeps_desk


def set_desk(session: Session, *, actor: Actor, ministry_id: UUID, clears_requests: bool, now: datetime) -> None:
    """Choose whether requests of the ministry are cleared by its desk before they leave.

    Raises:
        RefusedError: the actor does not organize for that ministry.
    """
    if not keeps_desk(actor, ministry_id):
        raise RefusedError(N_("Your role does not allow this. Ask the meeting organizer of your ministry."))
    desk = session.get(MeetingDesk, ministry_id) or MeetingDesk(ministry_id=ministry_id)
    desk.clears_requests = clears_requests
    session.add(desk)
    act = Act("meeting.desk_set", "ministry", ministry_id, {"clears": clears_requests})
    record(session, actor=actor, act=act, now=now, ministry_id=ministry_id)
