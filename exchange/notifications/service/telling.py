"""Tell people things, and note what has been read."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from exchange.accounts.models import Person
from exchange.accounts.queries import Recipient, addressees
from exchange.kernel.actor import Actor
from exchange.kernel.errors import NotFoundError
from exchange.kernel.events import emit
from exchange.kernel.ids import new_id
from exchange.kernel.rows import rows_of
from exchange.notifications.events import Made, NoticesMade
from exchange.notifications.models import StoredNotice
from exchange.notifications.notice import Notice
from exchange.notifications.policies import about_id_of

_LONGEST_SUBJECT = 300
_ADD = insert(StoredNotice)
_TOLD = select(StoredNotice.person_id, StoredNotice.key).where(
    StoredNotice.person_id.in_(bindparam("person_ids", expanding=True)),
    StoredNotice.key.in_(bindparam("keys", expanding=True)),
)
Told = tuple[Recipient, Notice]


def notify(session: Session, *, person_id: UUID, notice: Notice, now: datetime) -> None:
    """Put a notice into a person's inbox and write the mail about it, both in the caller's transaction.

    A second notice with the same key for the same person is not made, so a repeated event does no harm. The mail
    leaves by the outbox after the commit, if the guard still allows it then. A closed account keeps its inbox and gets
    no mail.
    """
    account = addressees(session, (person_id,)).get(person_id)
    if account is not None:
        notify_each(session, ((account.person, notice),), now=now)
    elif not _told_before(session, (person_id,), (notice.key,)):
        language = session.get_one(Person, person_id).language
        session.connection().execute(_ADD, _row(new_id(), person_id, notice, language, now))


def notify_each(session: Session, told: Sequence[Told], *, now: datetime, is_new: bool = False) -> None:
    """The same for many open accounts, each named once, by a few statements for all of them.

    Args:
        is_new: what they are told of was made in this transaction, so that nobody can have heard of it before.
    """
    is_asked = bool(told) and not is_new
    before = _told_before(session, [to.id for to, _ in told], {notice.key for _, notice in told}) if is_asked else ()
    fresh = [(to, notice) for to, notice in told if (to.id, notice.key) not in before]
    made = tuple(Made(new_id(), to, notice) for to, notice in fresh)
    if made:
        rows = [_row(one.notice_id, one.to.id, one.notice, one.to.language, now) for one in made]
        session.connection().execute(_ADD, rows)  # past the session's objects, a fifth of their cost
        emit(session, NoticesMade(made, now))


def _told_before(session: Session, person_ids: Collection[UUID], keys: Collection[str]) -> frozenset[tuple[UUID, str]]:
    rows = rows_of(session, _TOLD, {"person_ids": list(person_ids), "keys": list(keys)})
    return frozenset((row.person_id, row.key) for row in rows)


def _row(notice_id: UUID, person_id: UUID, notice: Notice, language: str, now: datetime) -> dict[str, object]:
    return {
        "id": notice_id,
        "person_id": person_id,
        "kind": notice.kind,
        "path": notice.path,
        "language": language,
        "subject": " ".join(notice.subject.split())[:_LONGEST_SUBJECT],
        "lines": list(notice.lines),
        "action": notice.action,
        "guard": notice.guard,
        "about_id": about_id_of(notice.guard),
        "key": notice.key,
        "made_at": now,
    }


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
