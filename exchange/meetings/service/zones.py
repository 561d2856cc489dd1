"""When a country changes the rules of its clock: meetings keep the hour that was agreed on (decision 0031)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.audit.service import Act, record
from exchange.kernel.actor import Actor
from exchange.kernel.events import emit
from exchange.meetings.events import ClockRulesChanged, ClockRulesClash
from exchange.meetings.models import Meeting, MeetingRequest
from exchange.meetings.service.holds import move_holds
from exchange.meetings.service.rooms import leave_room
from exchange.meetings.states import AHEAD


def displaced(session: Session, *, now: datetime) -> list[UUID]:
    """Meetings ahead whose agreed hour is another instant by the rules that this machine has now."""
    ahead = (
        select(Meeting)
        .join(MeetingRequest, MeetingRequest.id == Meeting.request_id)
        .where(MeetingRequest.state.in_(AHEAD), Meeting.starts_at > now, Meeting.began_at.is_(None))
        .where(Meeting.wall_zone.is_not(None))
    )
    return [meeting.request_id for meeting in session.scalars(ahead) if meeting.by_the_wall() != meeting.starts_at]


def keep_the_hour(session: Session, *, request_id: UUID, now: datetime) -> bool:
    """Move the instant, the held hours and every calendar; whether there was something to do.

    Raises:
        ConflictError: somebody is in another meeting at that instant; nothing was written.
    """
    request = session.get(MeetingRequest, request_id, populate_existing=True)
    meeting = request.meeting if request else None
    if request is None or meeting is None or request.state not in AHEAD:
        return False
    instant = meeting.by_the_wall()
    if instant == meeting.starts_at or instant <= now:
        return False
    leave_room(session, meeting, None, now)
    meeting.move_to(instant, now, agreed=True)
    request.version += 1  # whoever looks at the old time and acts on it is told
    for part in request.participants:
        part.ask_again()
    session.flush()
    move_holds(session, meeting)
    act = Act("meeting.hour_kept", "meeting", request.id, {"zone": meeting.wall_zone, "sequence": meeting.sequence})
    record(session, actor=Actor.nobody(), act=act, now=now)
    emit(session, ClockRulesChanged(request.id, None, now))
    return True


def tell_of_clash(session: Session, *, request_id: UUID, now: datetime) -> None:
    """Tell the organizers that the agreed hour is taken by the new rules; once for each instant."""
    meeting = session.get_one(Meeting, request_id)
    emit(session, ClockRulesClash(request_id, None, now, instant=meeting.by_the_wall()))
