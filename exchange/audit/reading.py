"""Read the trail: of one ministry by page, or all of it in pieces, to check or to take along."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from exchange.audit.models import AuditRow
from exchange.audit.service import FIRST_SEAL, seal_of
from exchange.kernel.pages import Page

SIZE = 50
_PIECE = 1_000


@dataclass(frozen=True)
class Entry:
    """One act, as its reader sees it."""

    number: int
    at: datetime
    actor_id: UUID | None
    post: str
    ministry_id: UUID | None
    action: str
    subject_kind: str
    subject_id: str
    facts: dict[str, Any]
    seal: str


@dataclass(frozen=True)
class Check:
    """What came of checking the chain."""

    rows: int
    broken_at: int | None  # the first number that was changed or is missing
    newest_seal: str

    @property
    def holds(self) -> bool:
        """Whether nothing was changed and nothing is missing between the first and the newest row."""
        return self.broken_at is None


def trail_of(session: Session, ministry_id: UUID | None, *, page: int) -> Page[Entry]:
    """What happened in or for a ministry, newest first; None asks for what belongs to none."""
    wanted = AuditRow.ministry_id == ministry_id if ministry_id else AuditRow.ministry_id.is_(None)
    total = session.scalar(select(func.count()).select_from(AuditRow).where(wanted)) or 0
    number = max(1, page)
    rows = select(AuditRow).where(wanted).order_by(AuditRow.number.desc()).limit(SIZE).offset((number - 1) * SIZE)
    return Page(tuple(_entry(row) for row in session.scalars(rows)), number, SIZE, total)


def every_entry(session: Session, ministry_id: UUID | None = None) -> Iterator[Entry]:
    """All of it, or all of one ministry, oldest first, without holding it in memory."""
    for row in _rows(session, ministry_id):
        yield _entry(row)


def check(session: Session) -> Check:
    """Follow the chain from the first row to the newest."""
    expected, seal = 1, FIRST_SEAL
    for row in _rows(session):
        if row.number != expected or row.seal != seal_of(row, seal):
            return Check(expected - 1, expected, seal)
        expected, seal = expected + 1, row.seal
    return Check(expected - 1, None, seal)


def seal_at(session: Session, number: int) -> str | None:
    """The seal of one row: a copy kept elsewhere shows later that the end of the trail was not cut off."""
    return session.scalar(select(AuditRow.seal).where(AuditRow.number == number))


def _rows(session: Session, ministry_id: UUID | None = None) -> Iterator[AuditRow]:
    last = 0
    wanted = select(AuditRow).order_by(AuditRow.number).limit(_PIECE)
    wanted = wanted.where(AuditRow.ministry_id == ministry_id) if ministry_id else wanted
    while piece := session.scalars(wanted.where(AuditRow.number > last)).all():
        last = piece[-1].number
        yield from piece
        session.expunge_all()


def _entry(row: AuditRow) -> Entry:
    return Entry(
        row.number,
        row.at,
        row.actor_id,
        row.post or "",
        row.ministry_id,
        row.action,
        row.subject_kind,
        row.subject_id,
        dict(row.facts),
        row.seal,
    )
