"""Tell people things, write the mails about them, and note what has been read."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from exchange.accounts.models import Person
from exchange.jobs.outbox import Job, enqueue
from exchange.kernel.actor import Actor
from exchange.kernel.errors import NotFoundError
from exchange.kernel.events import emit
from exchange.notifications.events import NoticeMade
from exchange.notifications.models import Mail, MailHours, MailState, Pace, StoredNotice
from exchange.notifications.notice import Notice
from exchange.notifications.paces import Kind, leaves_at, pace_of
from exchange.notifications.policies import about_id_of
from exchange.notifications.service.choosing import chosen_by

SEND = "mail.send"
_LONGEST_SUBJECT = 300


def notify(session: Session, *, person_id: UUID, notice: Notice, now: datetime) -> None:
    """Put a notice into a person's inbox and write the mail about it, both in the caller's transaction.

    A second notice with the same key for the same person is not made, so a repeated event does no harm. The mail
    leaves by the outbox after the commit, if the guard still allows it then.
    """
    same = select(StoredNotice.id).where(StoredNotice.person_id == person_id, StoredNotice.key == notice.key)
    if session.scalar(same) is not None:
        return
    language = session.get_one(Person, person_id).language
    stored = _stored(person_id, notice, language, now)
    session.add(stored)
    session.flush()
    emit(session, NoticeMade(stored.id, person_id, notice, now))


def _stored(person_id: UUID, notice: Notice, language: str, now: datetime) -> StoredNotice:
    return StoredNotice(
        person_id=person_id,
        kind=notice.kind,
        path=notice.path,
        language=language,
        subject=" ".join(notice.subject.split())[:_LONGEST_SUBJECT],
        lines=list(notice.lines),
        action=notice.action,
        guard=notice.guard,
        about_id=about_id_of(notice.guard),
        key=notice.key,
        made_at=now,
    )


@dataclass(frozen=True)
class Timing:
    """How soon a notice is mailed, and when the mail may leave."""

    pace: Pace
    leaves_at: datetime


def timing_of(session: Session, *, made: NoticeMade, zone: str, kind: Kind) -> Timing:
    """What the person chose for what the notice is about. Calendar messages are acts between people: always at once."""
    if made.notice.calendar is not None or kind.is_fixed:
        return Timing(Pace.AT_ONCE, made.at)
    topics = made.notice.topics
    chosen = chosen_by(session, made.person_id, [*topics, f"kind:{kind.key}"])
    hours = session.get(MailHours, made.person_id)
    quiet = (hours.quiet_from, hours.quiet_to) if hours else (None, None)
    return Timing(pace_of(topics, kind.key, chosen, kind.pace), leaves_at(made.at, zone, *quiet))


@dataclass(frozen=True)
class Writing:
    """A finished letter and where it goes. `domain` stands on the right side of its Message-ID, the id on the left."""

    id: UUID
    address: str
    language: str
    subject: str
    text: str
    html: str
    domain: str


def write_mail(session: Session, *, made: NoticeMade, writing: Writing, run_after: datetime | None = None) -> Mail:
    """Store the mail about a notice and the job that sends it. Its Message-ID is fixed here, for all retries."""
    notice, calendar, identifier = made.notice, made.notice.calendar, writing.id
    mail = Mail(
        id=identifier,
        person_id=made.person_id,
        notice_id=made.notice_id,
        kind=notice.kind,
        address=writing.address,
        message_id=f"<{identifier}@{writing.domain}>",
        answers=_first_of_thread(session, made.person_id, notice.thread),
        thread=notice.thread,
        reply_to=notice.reply_to,
        language=writing.language,
        subject=writing.subject[:_LONGEST_SUBJECT],
        text=writing.text,
        html=writing.html,
        calendar=calendar.content if calendar else None,
        calendar_method=calendar.method if calendar else None,
        calendar_sequence=calendar.sequence if calendar else None,
        calendar_stamp=calendar.stamp if calendar else None,
        guard=notice.guard,
        made_at=made.at,
    )
    session.add(mail)
    session.flush()
    enqueue(session, Job(SEND, _order_key(mail), {"mail_id": str(mail.id)}), now=made.at, run_after=run_after)
    return mail


def withhold_waiting(session: Session, *, person_id: UUID) -> None:
    """Let no mail that waits go to this person any more."""
    waiting = update(Mail).where(Mail.person_id == person_id, Mail.state == MailState.WAITING)
    session.execute(waiting.values(state=MailState.WITHHELD, reason="The account was closed."))


def _first_of_thread(session: Session, person_id: UUID, thread: str | None) -> str | None:
    if thread is None:
        return None
    of_thread = select(Mail.message_id).where(Mail.person_id == person_id, Mail.thread == thread)
    return session.scalar(of_thread.order_by(Mail.made_at, Mail.id).limit(1))


def _order_key(mail: Mail) -> str:
    """Mails of one thread to one person leave in order: a CANCEL cannot overtake its REQUEST."""
    thread = sha256(mail.thread.encode()).hexdigest()[:32] if mail.thread else mail.id
    return f"mail:{mail.person_id}:{thread}"


def mark_read(session: Session, *, actor: Actor, notice_id: UUID, now: datetime) -> StoredNotice:
    """Note that the person has opened a notice of theirs.

    Raises:
        NotFoundError: no such notice in this person's inbox.
    """
    mine = select(StoredNotice).where(StoredNotice.id == notice_id, StoredNotice.person_id == actor.person_id)
    stored = session.scalar(mine)
    if stored is None:
        raise NotFoundError
    stored.mark_read(now)
    return stored


def mark_all_read(session: Session, *, actor: Actor, notice_ids: Collection[UUID], now: datetime) -> None:
    """Note that the person has seen these notices of theirs; those of others are left alone."""
    session.execute(
        update(StoredNotice)
        .where(StoredNotice.person_id == actor.person_id, StoredNotice.id.in_(notice_ids))
        .where(StoredNotice.read_at.is_(None))
        .values(read_at=now)
    )
