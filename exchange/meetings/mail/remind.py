"""Reminders before a meeting, by role: computed from the meeting as it stands when they are written."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.kernel.messages import N_
from exchange.meetings.mail.audience import active
from exchange.meetings.mail.composers import Where, agreed_time, invited_lines, notice
from exchange.meetings.mail.facts import Facts, facts_for
from exchange.meetings.models import Meeting, MeetingRequest, Participant, PartRole
from exchange.meetings.states import RequestState
from exchange.notifications.service import Notice, notify

A_DAY, AN_HOUR, EARLIER = timedelta(hours=24), timedelta(hours=1), timedelta(minutes=90)
_PREPARE = frozenset({PartRole.ORGANIZER, PartRole.INTERPRETER})
_COMING = frozenset({RequestState.SCHEDULED, RequestState.RESCHEDULING})


def stage_of(meeting: Meeting, role: PartRole, now: datetime) -> timedelta | None:
    """Which reminder is due for that role: the day before, or shortly before; None outside of both, and once it began.

    Who was invited after a stage had passed is not told of that stage.
    """
    for lead in (EARLIER if role in _PREPARE else AN_HOUR, A_DAY):
        since = meeting.starts_at - lead
        if since <= now < meeting.starts_at:
            return lead if meeting.scheduled_at is not None and meeting.scheduled_at < since else None
    return None


def remind_of_meetings(session: Session, now: datetime) -> int:
    """Write the reminders that are due, each once for one sequence of the meeting; how many were due."""
    query = (
        select(MeetingRequest)
        .join(Meeting, Meeting.request_id == MeetingRequest.id)
        .where(MeetingRequest.state.in_(_COMING), Meeting.starts_at > now, Meeting.starts_at <= now + A_DAY)
    )
    parts = [(request, part) for request in session.scalars(query).unique() for part in request.participants]
    return sum(_remind(session, request, part, now) for request, part in parts if part.removed_at is None)


def _remind(session: Session, request: MeetingRequest, part: Participant, now: datetime) -> int:
    meeting = request.meeting
    lead = stage_of(meeting, part.role, now) if meeting else None
    if meeting is None or lead is None:
        return 0
    mark = f"{meeting.sequence}:{lead.total_seconds():.0f}"
    for person in active(session, part.person_id):
        facts = facts_for(session, request, person, part.ministry_id)
        notify(session, person_id=person.id, notice=reminder(facts, mark), now=now)
    return 1


def reminder(facts: Facts, mark: str) -> Notice:
    """A plain mail with the meeting's page: never a calendar message, so that no calendar is moved by it."""
    lines = (
        agreed_time(facts),
        facts.say(N_("With: %(ministry)s."), ministry=facts.other.organisation),
        *invited_lines(facts),
    )
    subject = facts.say(N_("Reminder: %(title)s"), title=facts.title)
    return notice(facts, "meeting.reminder", subject, lines, facts.say(N_("Open the meeting")), where=Where(mark=mark))
