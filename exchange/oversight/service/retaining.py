"""What ends by itself, once a day: closed accounts, read notices, the content of mails, invitations nobody used."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, selectinload

from exchange.accounts.models import Invitation, Person
from exchange.kernel.actor import Actor
from exchange.notifications.models import Mail, MailState, StoredNotice
from exchange.oversight.service.erasing import NO_ADDRESS, empty_mails, erase

CLOSED, NOTICES, MAILS, INVITATIONS = (timedelta(days=days) for days in (90, 400, 180, 90))
_AT_ONCE = 50  # accounts in one go, so that nobody's form waits


def retain(session: Session, *, now: datetime) -> None:
    """Let go of what has had its time. Twice a day is harmless."""
    _erase_closed(session, now)
    old = StoredNotice.read_at < now - NOTICES
    about_old = select(StoredNotice.id).where(old)
    session.execute(update(Mail).where(Mail.notice_id.in_(about_old)).values(notice_id=None))
    session.execute(delete(StoredNotice).where(old))
    empty_mails(session, Mail.made_at < now - MAILS, Mail.state != MailState.WAITING)
    session.execute(delete(Invitation).where(Invitation.expires_at < now - INVITATIONS))


def _erase_closed(session: Session, now: datetime) -> None:
    wanted = select(Person).where(Person.disabled_at < now - CLOSED, ~Person.email.endswith(NO_ADDRESS))
    wanted = wanted.where(~Person.is_sample).options(selectinload(Person.memberships)).limit(_AT_ONCE)
    for person in session.scalars(wanted).all():
        erase(session, person, actor=Actor.nobody(), now=now)
