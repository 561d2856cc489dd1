"""What people do to a scheduled meeting, and what they find in their mail and calendars."""

from datetime import datetime

import icalendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Person
from exchange.meetings import service
from exchange.meetings.models import MeetingRequest
from exchange.notifications.models import Mail, StoredNotice
from tests.factories.accounts import actor_for
from tests.factories.meetings import (
    NOW,
    THURSDAY,
)


def kinds(session: Session, person: Person) -> list[str]:
    query = select(StoredNotice.kind).where(StoredNotice.person_id == person.id)
    return list(session.scalars(query.order_by(StoredNotice.id)))


def calendars(session: Session, person: Person) -> list[icalendar.Event]:
    mails = session.scalars(
        select(Mail).where(Mail.person_id == person.id, Mail.calendar.is_not(None)).order_by(Mail.id)
    )
    events = [icalendar.Calendar.from_ical(mail.calendar or b"").walk("VEVENT")[0] for mail in mails]
    return [event for event in events if isinstance(event, icalendar.Event)]


def propose(session: Session, request: MeetingRequest, person: Person, *starts: datetime) -> service.Outcome:
    return service.propose_time(
        session,
        actor=actor_for(person),
        request_id=request.id,
        offer=service.Offer(starts or (THURSDAY,), "Asia/Baku"),
        version=request.version,
        key="",
        now=NOW,
    )
