"""The calendar file that a participant can fetch: the newest message that was mailed to that person."""

from uuid import UUID

from sqlalchemy.orm import Session

from exchange.accounts.queries import recipient
from exchange.kernel.actor import Actor
from exchange.meetings import policies
from exchange.meetings.mail.calendars import Office, calendar_part
from exchange.meetings.mail.facts import facts_for
from exchange.meetings.queries.page import readable
from exchange.notifications.service import CalendarPart


def own_calendar_part(session: Session, *, actor: Actor, request_id: UUID, office: Office) -> CalendarPart | None:
    """The reader's own calendar message; None for who takes no part, and before the meeting is scheduled.

    Raises:
        NotFoundError: no such meeting for the actor.
    """
    request = readable(session, actor=actor, request_id=request_id)
    part = request.part_of(actor.person_id)
    scheduled = request.meeting is not None and request.meeting.scheduled_at is not None
    if part is None or actor.person_id is None or not scheduled or not policies.can_join(actor, request):
        return None
    facts = facts_for(session, request, recipient(session, actor.person_id), part.ministry_id)
    return calendar_part(facts, part, office)
