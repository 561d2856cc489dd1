"""Decide how soon notices are mailed, and write the mails with the jobs that send them: for many people at once."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from functools import cache
from hashlib import sha256
from uuid import UUID

from sqlalchemy import Row, Select, bindparam, insert, select, update
from sqlalchemy.orm import Session

from exchange.accounts.queries import Recipient
from exchange.jobs.outbox import Job, enqueue
from exchange.kernel.rows import rows_of
from exchange.notifications.events import Made
from exchange.notifications.models import Choice, Mail, MailHours, MailState, Pace, StoredNotice
from exchange.notifications.notice import Notice
from exchange.notifications.paces import Kind, leaves_at, pace_of

SEND = "mail.send"
_LONGEST_SUBJECT = 300
_ADD = insert(Mail)
_PACE = update(StoredNotice).where(StoredNotice.id == bindparam("notice_id")).values(pace=bindparam("chosen"))


@dataclass(frozen=True)
class Timing:
    """How soon a notice is mailed, and when the mail may leave."""

    pace: Pace
    leaves_at: datetime


@dataclass(frozen=True)
class Wishes:
    """What people chose: paces by topic, and the hours of their mails."""

    paces: Mapping[UUID, Mapping[str, Pace]]
    hours: Mapping[UUID, Row[UUID, time | None, time | None]]  # quiet from and to

    def timing(self, to: Recipient, notice: Notice, kind: Kind, now: datetime) -> Timing:
        """What counts for a notice. Calendar messages are acts between people: always at once."""
        if notice.calendar is not None or kind.is_fixed:
            return Timing(Pace.AT_ONCE, now)
        hours = self.hours.get(to.id)
        quiet = (hours.quiet_from, hours.quiet_to) if hours else (None, None)
        pace = pace_of(notice.topics, kind.key, self.paces.get(to.id, {}), kind.pace)
        return Timing(pace, leaves_at(now, to.place.zone, *quiet))


def wishes_of(session: Session, person_ids: Collection[UUID], topics: Collection[str]) -> Wishes:
    """What these people chose for these topics; "kind:…" is one too."""
    ids, paces = list(person_ids), defaultdict[UUID, dict[str, Pace]](dict)
    for choice in rows_of(session, _choices(), {"person_ids": ids, "topics": list(topics)}):
        paces[choice.person_id][choice.topic] = choice.pace
    return Wishes(paces, {hours.person_id: hours for hours in rows_of(session, _hours(), {"person_ids": ids})})


@cache
def _choices() -> Select[UUID, str, Pace]:
    among = Choice.person_id.in_(bindparam("person_ids", expanding=True))
    wanted = select(Choice.person_id, Choice.topic, Choice.pace).where(among)
    return wanted.where(Choice.topic.in_(bindparam("topics", expanding=True)))


@cache
def _hours() -> Select[UUID, time | None, time | None]:
    quiet = select(MailHours.person_id, MailHours.quiet_from, MailHours.quiet_to)
    return quiet.where(MailHours.person_id.in_(bindparam("person_ids", expanding=True)))


def set_paces(session: Session, paces: Mapping[UUID, Pace]) -> None:
    """Note how soon each of these notices is mailed; they were written as to be mailed at once."""
    others = [{"notice_id": one, "chosen": pace} for one, pace in paces.items() if pace is not Pace.AT_ONCE]
    if others:
        session.connection().execute(_PACE, others)


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


@dataclass(frozen=True)
class Posting:
    """A letter about a notice, and when it may leave."""

    made: Made
    writing: Writing
    leaves_at: datetime


def write_mails(session: Session, postings: Sequence[Posting], *, now: datetime) -> None:
    """Store the mails and the jobs that send them. Each Message-ID is fixed here, for all retries."""
    first = _first_of_threads(session, [posting.made for posting in postings])
    rows = [_row(posting, first.get((posting.made.to.id, posting.made.notice.thread)), now) for posting in postings]
    if rows:
        session.connection().execute(_ADD, rows)  # past the session's objects, as in `notify_each`
    for posting in postings:
        job = Job(SEND, _order_key(posting), {"mail_id": str(posting.writing.id)})
        enqueue(session, job, now=now, run_after=posting.leaves_at)


def _row(posting: Posting, answers: str | None, now: datetime) -> dict[str, object]:
    notice, calendar, writing = posting.made.notice, posting.made.notice.calendar, posting.writing
    return {
        "id": writing.id,
        "person_id": posting.made.to.id,
        "notice_id": posting.made.notice_id,
        "kind": notice.kind,
        "address": writing.address,
        "message_id": f"<{writing.id}@{writing.domain}>",
        "answers": answers,
        "thread": notice.thread,
        "reply_to": notice.reply_to,
        "language": writing.language,
        "subject": writing.subject[:_LONGEST_SUBJECT],
        "text": writing.text,
        "html": writing.html,
        "calendar": calendar.content if calendar else None,
        "calendar_method": calendar.method if calendar else None,
        "calendar_sequence": calendar.sequence if calendar else None,
        "calendar_stamp": calendar.stamp if calendar else None,
        "guard": notice.guard,
        "made_at": now,
    }


def _first_of_threads(session: Session, made: Sequence[Made]) -> dict[tuple[UUID, str | None], str]:
    """By person and thread: the mail with which it began."""
    threads = {one.notice.thread for one in made if one.notice.thread is not None and not one.notice.begins_thread}
    if not threads:
        return {}
    values = {"person_ids": [one.to.id for one in made], "threads": list(threads)}
    return {(row.person_id, row.thread): row.message_id for row in rows_of(session, _beginnings(), values)}


@cache
def _beginnings() -> Select[UUID, str | None, str]:
    among = Mail.person_id.in_(bindparam("person_ids", expanding=True))
    wanted = select(Mail.person_id, Mail.thread, Mail.message_id).where(among, Mail.answers.is_(None))
    return wanted.where(Mail.thread.in_(bindparam("threads", expanding=True)))


def withhold_waiting(session: Session, *, person_id: UUID) -> None:
    """Let no mail that waits go to this person any more."""
    waiting = update(Mail).where(Mail.person_id == person_id, Mail.state == MailState.WAITING)
    session.execute(waiting.values(state=MailState.WITHHELD, reason="The account was closed."))


def _order_key(posting: Posting) -> str:
    """Mails of one thread to one person leave in order: a CANCEL cannot overtake its REQUEST."""
    named = posting.made.notice.thread
    thread = sha256(named.encode()).hexdigest()[:32] if named else posting.writing.id
    return f"mail:{posting.made.to.id}:{thread}"
