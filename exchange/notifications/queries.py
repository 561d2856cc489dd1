"""The inbox, and the mails of the demonstration. What a person may no longer know is not shown and not counted."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from functools import cache
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, select
from sqlalchemy.orm import Session

from exchange.accounts.models import Person
from exchange.accounts.queries import PostView, Recipient, post_views
from exchange.kernel.actor import Actor
from exchange.kernel.errors import NotFoundError
from exchange.kernel.pages import Page
from exchange.kernel.rows import rows_of
from exchange.notifications.models import BouncedAddress, Choice, Mail, MailHours, MailState, Pace, StoredNotice
from exchange.notifications.paces import last_collection
from exchange.notifications.policies import Guards

PAGE_SIZE = 30
USUAL_DIGEST_HOUR = 8
MOST_IN_A_DIGEST = 200
_MOST_LOOKED_AT = 500  # older notices stay in the database and are not listed


@dataclass(frozen=True)
class NoticeView:
    """One notice as its reader sees it."""

    id: UUID
    path: str
    language: str
    subject: str
    lines: tuple[str, ...]
    action: str
    made_at: datetime
    is_read: bool


@dataclass(frozen=True)
class MailLine:
    """A mail in the list of the demonstration."""

    id: UUID
    to: PostView
    subject: str
    language: str
    state: MailState
    has_calendar: bool
    made_at: datetime


@dataclass(frozen=True)
class MailView:
    """A whole mail of the demonstration."""

    line: MailLine
    text: str
    html: str
    calendar: bytes | None
    message_id: str
    path: str  # of the page that it leads to
    action: str


def inbox(session: Session, *, actor: Actor, guards: Guards, number: int = 1) -> Page[NoticeView]:
    """The person's notices, newest first."""
    ids = _visible(session, actor, guards)
    start = (max(1, number) - 1) * PAGE_SIZE
    chosen = select(StoredNotice).where(StoredNotice.id.in_(ids[start : start + PAGE_SIZE]))
    rows = session.scalars(chosen.order_by(StoredNotice.made_at.desc(), StoredNotice.id.desc()))
    return Page(tuple(_notice_view(row) for row in rows), max(1, number), PAGE_SIZE, len(ids))


def unread_ids(session: Session, *, actor: Actor, guards: Guards) -> list[UUID]:
    """The notices that wait to be read."""
    return list(session.scalars(guards.unread(actor)))


def count_unread(actor: Actor, guards: Guards) -> Select[int]:
    """How many of the newest wait: the number in the header, which says no more than "99+"."""
    return select(func.count()).select_from(guards.newest_unread(actor).subquery())


def notice(session: Session, *, actor: Actor, guards: Guards, notice_id: UUID) -> NoticeView:
    """One notice of this person; NotFoundError when it is another's or may no longer be known."""
    row = session.get(StoredNotice, notice_id)
    if row is None or row.person_id != actor.person_id or not guards.allows(session, actor, row.guard):
        raise NotFoundError
    return _notice_view(row)


def _visible(session: Session, actor: Actor, guards: Guards) -> list[UUID]:
    mine = select(StoredNotice.id, StoredNotice.guard).where(StoredNotice.person_id == actor.person_id)
    newest = mine.order_by(StoredNotice.made_at.desc(), StoredNotice.id.desc()).limit(_MOST_LOOKED_AT)
    rows = session.execute(newest).all()
    allowed = guards.allowed(session, actor, {row.guard for row in rows}) if rows else frozenset()
    return [row.id for row in rows if row.guard in allowed]


def _notice_view(row: StoredNotice) -> NoticeView:
    is_read = row.read_at is not None
    return NoticeView(row.id, row.path, row.language, row.subject, tuple(row.lines), row.action, row.made_at, is_read)


def mails(session: Session, *, number: int = 1) -> Page[MailLine]:
    """Every mail that was written, newest first. For the demonstration only: it asks for no rights."""
    ids = session.scalars(select(Mail.id).order_by(Mail.made_at.desc(), Mail.id.desc()).limit(_MOST_LOOKED_AT)).all()
    start = (max(1, number) - 1) * PAGE_SIZE
    chosen = select(Mail).where(Mail.id.in_(ids[start : start + PAGE_SIZE]))
    rows = session.scalars(chosen.order_by(Mail.made_at.desc(), Mail.id.desc())).all()
    posts = post_views(session, [row.person_id for row in rows])
    return Page(tuple(_mail_line(row, posts[row.person_id]) for row in rows), max(1, number), PAGE_SIZE, len(ids))


def mail(session: Session, mail_id: UUID) -> MailView:
    """One mail, for the demonstration; NotFoundError when there is none."""
    found = session.execute(
        select(Mail, StoredNotice).outerjoin(StoredNotice, StoredNotice.id == Mail.notice_id).where(Mail.id == mail_id)
    ).one_or_none()
    if found is None:
        raise NotFoundError
    row, about = found
    line = _mail_line(row, post_views(session, [row.person_id])[row.person_id])
    path, action = (about.path, about.action) if about else ("/notifications", "")
    return MailView(line, row.text, row.html, row.calendar, row.message_id, path, action)


def _mail_line(row: Mail, to: PostView) -> MailLine:
    return MailLine(row.id, to, row.subject, row.language, row.state, row.calendar is not None, row.made_at)


def collected_in(session: Session, mail_id: UUID) -> list[tuple[UUID, str]]:
    """The notices of a collected mail with their guards, in the order in which they were made."""
    wanted = select(StoredNotice.id, StoredNotice.guard).where(StoredNotice.digest_id == mail_id)
    return [(row.id, row.guard) for row in session.execute(wanted.order_by(StoredNotice.made_at, StoredNotice.id))]


def people_waiting(session: Session, now: datetime) -> list[UUID]:
    """Everyone with a notice that waits to be collected; their own clocks decide whether it is time."""
    wanted = select(StoredNotice.person_id).where(_waits(now)).distinct()
    return list(session.scalars(wanted.order_by(StoredNotice.person_id)))


def due_notices(session: Session, to: Recipient, now: datetime) -> list[StoredNotice]:
    """What is to be collected for this person now, oldest first: made before the last hour of its pace."""
    hours = session.get(MailHours, to.id)
    hour = hours.digest_hour if hours else USUAL_DIGEST_HOUR
    mine = select(StoredNotice).where(StoredNotice.person_id == to.id, _waits(now))
    rows = session.scalars(mine.order_by(StoredNotice.made_at, StoredNotice.id).limit(MOST_IN_A_DIGEST))
    before = {pace: last_collection(pace, now, to.place.zone, hour) for pace in (Pace.DAILY, Pace.WEEKLY)}
    return [row for row in rows if row.made_at < before[row.pace]]


def _waits(now: datetime) -> ColumnElement[bool]:
    collected = StoredNotice.pace.in_((Pace.DAILY, Pace.WEEKLY))
    return and_(collected, StoredNotice.digest_id.is_(None), StoredNotice.made_at < now)


@dataclass(frozen=True)
class OwnMail:
    """A mail that somebody got, shown to them as a page."""

    id: UUID
    subject: str
    language: str
    text: str
    html: str
    path: str  # of the page that it leads to; "" for a collected mail
    made_at: datetime


def own_mail(session: Session, *, actor: Actor, guards: Guards, mail_id: UUID) -> OwnMail:
    """One's own mail, while everything in it may still be known; NotFoundError otherwise."""
    row = session.get(Mail, mail_id)
    if row is None or row.person_id != actor.person_id:
        raise NotFoundError
    asked = [guard for _, guard in collected_in(session, row.id)] if row.notice_id is None else [row.guard]
    if not set(asked) <= guards.allowed(session, actor, asked):
        raise NotFoundError
    about = session.get(StoredNotice, row.notice_id) if row.notice_id else None
    return OwnMail(row.id, row.subject, row.language, row.text, row.html, about.path if about else "", row.made_at)


@dataclass(frozen=True)
class Chosen:
    """What a person chose: paces of kinds and of things, the hours, whether mails come back."""

    paces: dict[str, Pace]
    quiet_from: time | None
    quiet_to: time | None
    digest_hour: int
    bounced_since: datetime | None


def chosen(session: Session, *, actor: Actor) -> Chosen:
    """Everything that the person chose about notices."""
    wanted = select(Choice.topic, Choice.pace).where(Choice.person_id == actor.person_id)
    paces = {row.topic: row.pace for row in session.execute(wanted.order_by(Choice.made_at, Choice.topic))}
    hours = session.get(MailHours, actor.person_id) if actor.person_id else None
    address = select(Person.email).where(Person.id == actor.person_id).scalar_subquery()
    since = session.scalar(select(BouncedAddress.since).where(BouncedAddress.address == address))
    if hours is None:
        return Chosen(paces, None, None, USUAL_DIGEST_HOUR, since)
    return Chosen(paces, hours.quiet_from, hours.quiet_to, hours.digest_hour, since)


def followers_of(session: Session, topics: Iterable[str]) -> dict[UUID, frozenset[str]]:
    """Who follows any of these things, and which of them; those who chose "never" are followers too."""
    found: defaultdict[UUID, set[str]] = defaultdict(set)
    for person_id, topic in rows_of(session, _followers(), {"topics": list(topics)}):
        found[person_id].add(topic)
    return {person_id: frozenset(some) for person_id, some in found.items()}


@cache
def _followers() -> Select[UUID, str]:
    wanted = select(Choice.person_id, Choice.topic).where(Choice.topic.in_(bindparam("topics", expanding=True)))
    return wanted.order_by(Choice.person_id)


def noticed_since(
    session: Session, *, actor: Actor, guards: Guards, since: datetime, kinds: Iterable[str], most: int
) -> list[NoticeView]:
    """The newest notices of these kinds since then that may still be known."""
    recent = StoredNotice.made_at >= since, StoredNotice.kind.in_(list(kinds))
    mine = select(StoredNotice).where(StoredNotice.id.in_(guards.known_notices(actor).where(*recent)))
    newest = mine.order_by(StoredNotice.made_at.desc(), StoredNotice.id).limit(most)
    return [_notice_view(row) for row in session.scalars(newest)]
