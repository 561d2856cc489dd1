"""Do what the outbox holds: claim, run, mark. A crash at any point means the row is run again, never lost."""

import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

import structlog
from sqlalchemy import BigInteger, Integer, Select, bindparam, exists, func, or_, select, update
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

    def run_open(self, *, limit: int = 10_000, newest: int = sys.maxsize) -> int:
        """Run what is due until nothing is left or `limit` rows were taken. Returns how many rows were done.

        Rows after the number `newest` wait for another time.
        Rows that were under way when the database went away are taken up first: nobody could say how they ended.
        """
        if self._broke_off:
            self.take_up_again()
        self._broke_off = True
        done, taken, tasks = 0, 0, list[Task]()
        faults: Faults = {}
        while True:
            with self._transactions() as session:  # one for the end of a batch and the beginning of the next
                self._mark(session, tasks, faults)
                tasks = self._claim(session, newest) if taken < limit and not self._is_stopped else []
            if not tasks:
                break
            faults = self._run(tasks)
            taken, done = taken + len(tasks), done + len(tasks) - len(faults)
        self._broke_off = False
        return done

    def _claim(self, session: Session, newest: int) -> list[Task]:
        now = self._clock()
        asked = {"now": now, "newest": newest}
        name = session.scalar(_next(), asked | {"names": list(self._handlers)})
        if name is None:
            return []
        rows = session.scalars(_due(), asked | {"names": [name], "most": self._handlers[name].batch}).all()
        for row in rows:
            row.leased_until, row.leased_by, row.attempts = now + LEASE, self._name, row.attempts + 1
        return [Task(row.number, row.name, row.key, dict(row.payload), row.attempts) for row in rows]

    def _run(self, tasks: list[Task]) -> Faults:
        try:
            return self._handlers[tasks[0].name].run(tasks) or {}
        except Exception as error:  # noqa: BLE001 - the worker's edge: the row keeps the reason, others go on
            return {task.number: error for task in tasks}

    def _mark(self, session: Session, tasks: list[Task], faults: Faults) -> None:
        now = self._clock()
        done = [task.number for task in tasks if task.number not in faults]
        if done:
            marked = update(OutboxRow).where(OutboxRow.number.in_(done))
            session.execute(marked.values(done_at=now, leased_until=None, last_error=None))
        for task in tasks:
            if task.number in faults:
                self._mark_failed(session.get_one(OutboxRow, task.number), task, faults[task.number], now)

    def _mark_failed(self, row: OutboxRow, task: Task, error: Exception, now: datetime) -> None:
        row.leased_until = None
        if isinstance(error, PostponedError):
            row.run_after, row.attempts = error.until, row.attempts - 1
            return
        log.warning("job failed", name=task.name, row=task.number, error=repr(error))
        row.last_error = "".join(traceback.format_exception_only(error)).strip()
        row.run_after = now + pause_after(task.attempts)
        row.failed_at = now if task.attempts >= self._handlers[task.name].most_attempts else None


def pause_after(attempts: int) -> timedelta:
    """How long a row rests after a failure: 2 s, 8 s, 32 s … at most an hour."""
    return min(timedelta(seconds=2 * 4 ** min(max(0, attempts - 1), 6)), timedelta(hours=1))


@cache
def _next() -> Select[str]:
    return _due().with_only_columns(OutboxRow.name, maintain_column_froms=True).limit(1)


@cache
def _due() -> Select[OutboxRow]:
    """Of the jobs `names` those up to the `newest` that may be done `now`, oldest first, at most `most`."""
    any_name = func.coalesce(OutboxRow.name, OutboxRow.name)  # no index serves it: it holds a month's rows
    earlier, now = aliased(OutboxRow), bindparam("now", type_=OutboxRow.run_after.type)
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
        .where(OutboxRow.done_at.is_(None), OutboxRow.failed_at.is_(None))
        .where(any_name.in_(bindparam("names", expanding=True)))
        .where(OutboxRow.run_after <= now, or_(OutboxRow.leased_until.is_(None), OutboxRow.leased_until <= now))
        .where(~blocked, OutboxRow.number <= bindparam("newest", type_=BigInteger))
        .order_by(OutboxRow.number)
        .limit(bindparam("most", type_=Integer))
    )
