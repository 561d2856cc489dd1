"""Put work into the outbox, in the caller's transaction."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.jobs.models import OutboxRow

_WROTE = "exchange.outbox.wrote"


@dataclass(frozen=True)
class Job:
    """What to do (`name`), to which subject (`key`: rows of one key stay in order), with which ids."""

    name: str
    key: str
    payload: dict[str, str | int | None] = field(default_factory=dict)


def enqueue(session: Session, job: Job, *, now: datetime, run_after: datetime | None = None) -> OutboxRow:
    """Add a row; the next flush gives it its number, and the runner sees it when the caller's transaction commits."""
    row = OutboxRow(name=job.name, key=job.key, payload=dict(job.payload), made_at=now, run_after=run_after or now)
    session.add(row)
    session.info[_WROTE] = row
    return row


def last_written(session: Session) -> int | None:
    """The number of the newest row that this session wrote, if any; read once, after the commit."""
    row: OutboxRow | None = session.info.pop(_WROTE, None)
    return row.number if row is not None else None


def open_rows(session: Session, *, name: str | None = None) -> list[OutboxRow]:
    """Rows not done yet, oldest first."""
    query = select(OutboxRow).where(OutboxRow.done_at.is_(None)).order_by(OutboxRow.number)
    return list(session.scalars(query.where(OutboxRow.name == name) if name else query))
