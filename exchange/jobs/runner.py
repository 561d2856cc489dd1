"""Do what the outbox holds: claim, run, mark. A crash at any point means the row is run again, never lost."""

import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Select, exists, or_, select, update
from sqlalchemy.orm import Session, aliased

from exchange.jobs.models import OutboxRow
from exchange.kernel.clock import Clock

LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 8
log = structlog.get_logger("exchange.jobs")


@dataclass(frozen=True)
class Task:
    """A claimed row, detached from the database: what a handler is given."""

    number: int
    name: str
    key: str
    payload: Mapping[str, str | int | None] = field(default_factory=dict)
    attempts: int = 0


class PostponedError(Exception):
    """The work cannot be done yet and was not tried: come back at `until`. It counts as no attempt."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__(f"postponed until {until.isoformat()}")


Faults = Mapping[int, Exception]  # number of a row → why it is not done


@dataclass(frozen=True)
class Handler:
    """Runs tasks of one name. It must be idempotent: after a crash the same tasks come again.

    Rows of a batch fail and succeed together, unless the handler gives back the faults of single rows.
    """

    run: Callable[[Sequence[Task]], Faults | None]
    batch: int = 1  # how many rows it takes at once
    most_attempts: int = MOST_ATTEMPTS


Transactions = Callable[[], AbstractContextManager[Session]]


class Runner:
    """Drains the outbox; any number may run on one database, each row is leased to one at a time."""

    def __init__(
        self, *, transactions: Transactions, handlers: Mapping[str, Handler], clock: Clock, name: str = ""
    ) -> None:
        self._transactions = transactions
        self._handlers = handlers
        self._clock = clock
        self._name = name  # stays the same when this worker is started again
        self._is_stopped = False
        self._broke_off = False

    def take_up_again(self) -> int:
        """Free the rows that this worker held when it was killed: they need not wait for their lease to end."""
        with self._transactions() as session:
            own = OutboxRow.leased_by == self._name, OutboxRow.leased_until.is_not(None)
            freed = session.execute(update(OutboxRow).where(*own).values(leased_until=None))
            return int(getattr(freed, "rowcount", 0))

    def stop(self) -> None:
        """Claim nothing more; called from another thread."""
        self._is_stopped = True

    def run_open(self, *, limit: int = 10_000) -> int:
        """Run what is due until nothing is left or `limit` rows were taken. Returns how many rows were done.

        Rows that were under way when the database went away are taken up first: nobody could say how they ended.
        """
        if self._broke_off:
            self.take_up_again()
        self._broke_off = True
        done = taken = 0
        while taken < limit and not self._is_stopped:
            tasks = self._claim()
            if not tasks:
                break
            taken += len(tasks)
            done += self._run(tasks)
        self._broke_off = False
        return done

    def _claim(self) -> list[Task]:
        now = self._clock()
        with self._transactions() as session:
            first = session.scalars(_due(now, set(self._handlers)).limit(1)).first()
            if first is None:
                return []
            rows = session.scalars(_due(now, {first.name}).limit(self._handlers[first.name].batch)).all()
            for row in rows:
                row.leased_until, row.leased_by, row.attempts = now + LEASE, self._name, row.attempts + 1
            return [Task(row.number, row.name, row.key, dict(row.payload), row.attempts) for row in rows]

    def _run(self, tasks: list[Task]) -> int:
        try:
            faults = self._handlers[tasks[0].name].run(tasks) or {}
        except Exception as error:  # noqa: BLE001 - the worker's edge: the row keeps the reason, others go on
            faults = {task.number: error for task in tasks}
        done = [task for task in tasks if task.number not in faults]
        if done:
            self._mark_done(done)
        if faults:
            self._mark_failed([task for task in tasks if task.number in faults], faults)
        return len(done)

    def _mark_done(self, tasks: list[Task]) -> None:
        with self._transactions() as session:
            numbers = [task.number for task in tasks]
            session.execute(
                update(OutboxRow)
                .where(OutboxRow.number.in_(numbers))
                .values(done_at=self._clock(), leased_until=None, last_error=None)
            )

    def _mark_failed(self, tasks: list[Task], faults: Faults) -> None:
        now = self._clock()
        with self._transactions() as session:
            for task in tasks:
                row, error = session.get_one(OutboxRow, task.number), faults[task.number]
                row.leased_until = None
                if isinstance(error, PostponedError):
                    row.run_after, row.attempts = error.until, row.attempts - 1
                    continue
                log.warning("job failed", name=task.name, row=task.number, error=repr(error))
                row.last_error = "".join(traceback.format_exception_only(error)).strip()
                row.run_after = now + pause_after(task.attempts)
                row.failed_at = now if task.attempts >= self._handlers[task.name].most_attempts else None


def pause_after(attempts: int) -> timedelta:
    """How long a row rests after a failure: 2 s, 8 s, 32 s … at most an hour."""
    return min(timedelta(seconds=2 * 4 ** min(max(0, attempts - 1), 6)), timedelta(hours=1))


def _due(now: datetime, names: set[str]) -> Select[OutboxRow]:
    earlier = aliased(OutboxRow)
    blocked = exists().where(
        earlier.key == OutboxRow.key,
        earlier.name == OutboxRow.name,
        earlier.number < OutboxRow.number,
        earlier.done_at.is_(None),
        earlier.failed_at.is_(None),
        or_(earlier.run_after > now, earlier.leased_until > now),
    )
    return (
        select(OutboxRow)
        .where(OutboxRow.done_at.is_(None), OutboxRow.failed_at.is_(None), OutboxRow.name.in_(names))
        .where(OutboxRow.run_after <= now, or_(OutboxRow.leased_until.is_(None), OutboxRow.leased_until <= now))
        .where(~blocked)
        .order_by(OutboxRow.number)
    )
