"""The inbox, and the mails of the demonstration. What a person may no longer know is not shown and not counted."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from exchange.accounts.queries import PostView, post_views
from exchange.kernel.actor import Actor
from exchange.kernel.errors import NotFoundError
from exchange.kernel.pages import Page
from exchange.notifications.models import Mail, MailState, StoredNotice
from exchange.notifications.policies import Guards

PAGE_SIZE = 30
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
    """How many wait: the number in the header."""
    return select(func.count()).select_from(guards.unread(actor).subquery())


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
        select(Mail, StoredNotice).join(StoredNotice, StoredNotice.id == Mail.notice_id).where(Mail.id == mail_id)
    ).one_or_none()
    if found is None:
        raise NotFoundError
    row, about = found
    line = _mail_line(row, post_views(session, [row.person_id])[row.person_id])
    return MailView(line, row.text, row.html, row.calendar, row.message_id, about.path, about.action)


def _mail_line(row: Mail, to: PostView) -> MailLine:
    return MailLine(row.id, to, row.subject, row.language, row.state, row.calendar is not None, row.made_at)
