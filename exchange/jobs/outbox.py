"""Put work into the outbox, in the caller's transaction."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from exchange.jobs.models import OutboxRow

_WROTE = "exchange.outbox.wrote"
_ADD = insert(OutboxRow)


@dataclass(frozen=True)
class Job:
    """What to do (`name`), to which subject (`key`: rows of one key stay in order), with which ids."""

    name: str
    key: str
    payload: dict[str, str | int | None] = field(default_factory=dict)


def enqueue(session: Session, job: Job, *, now: datetime, run_after: datetime | None = None) -> int:
    """Add a row, which the runner sees when the caller's transaction commits; its number.

    Written past the session's objects, which cost five times as much: a comment alone asks for three of them.
    """
    what = {"name": job.name, "key": job.key, "payload": dict(job.payload)}
    written = session.connection().execute(_ADD, what | {"made_at": now, "run_after": run_after or now})
    key = written.inserted_primary_key
    assert key is not None  # noqa: S101 - it is one row
    session.info[_WROTE] = number = int(key[0])
    return number


def last_written(session: Session) -> int | None:
    """The number of the newest row that this session wrote, if any; read once, after the commit."""
    number: int | None = session.info.pop(_WROTE, None)
    return number


def open_rows(session: Session, *, name: str | None = None) -> list[OutboxRow]:
    """Rows not done yet, oldest first."""
    query = select(OutboxRow).where(OutboxRow.done_at.is_(None)).order_by(OutboxRow.number)
    return list(session.scalars(query.where(OutboxRow.name == name) if name else query))


def forget_done(session: Session, *, before: datetime, below: int, most: int) -> int:
    """Take rows away that were done before this moment and have a smaller number; at most so many. Returns how many."""
    old = select(OutboxRow.number).where(OutboxRow.done_at < before, OutboxRow.number < below).limit(most)
    numbers = list(session.scalars(old))
    session.execute(delete(OutboxRow).where(OutboxRow.number.in_(numbers)))
    return len(numbers)
