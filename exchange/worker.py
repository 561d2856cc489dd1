"""Background work: huey runs the outbox, embedded in `exchange serve` or as `exchange worker`.

huey carries only nudges ("look into the outbox"); what is to be done stands in the outbox table, so a lost nudge costs
a few seconds and nothing else.
"""

import fcntl
import logging
import os
import secrets
import sqlite3
import threading
import time
from datetime import timedelta
from io import TextIOWrapper
from pathlib import Path

import structlog
from flask import Flask
from huey import SqliteHuey, crontab
from huey.consumer import Consumer
from huey.exceptions import HueyException
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from exchange.app import deps_of
from exchange.jobs.models import OutboxRow
from exchange.jobs.registry import Recurring
from exchange.jobs.runner import Runner
from exchange.web.db import after_commit, reading, transaction

SOON = timedelta(minutes=1)
AN_HOUR = 60
_POLL_SECONDS = 0.2
_ROUND_SECONDS = 0.4  # from one look into the outbox to the next: under load what comes meanwhile is done together
_STOP_SECONDS = 3.0
_DRAIN = "drain"  # a look into the outbox
_AGAIN_SECONDS = 2  # after the database went away
log = structlog.get_logger("exchange.worker")


class _Embedded(Consumer):  # type: ignore[misc]  # huey has no types
    """A consumer inside another program, which keeps its own signal handlers."""

    def _set_signal_handlers(self) -> None:
        """Leave the signals to the server."""

    def has_ended(self, *, within_seconds: float) -> bool:
        """Whether what was being done at the end is done after so long."""
        self.shutdown_timeout = within_seconds
        return bool(self._join_workers())


class Worker:
    """Runs the outbox of one installation. At most one consumer holds the lock; others only nudge."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        deps = deps_of(app)
        self._folder = deps.settings.folder
        self._clock = deps.clock
        self._runner = Runner(
            transactions=transaction, handlers=deps.jobs.handlers, clock=deps.clock, name=_own_name(self._folder)
        )
        self._lock: TextIOWrapper | None = None
        self._consumer: _Embedded | None = None
        self._stopped = threading.Event()
        self._looked_at = 0.0  # into the outbox
        logging.getLogger("huey").setLevel(logging.WARNING)
        self._huey = SqliteHuey("exchange", filename=str(self._folder / "jobs.sqlite3"), results=False)
        self._drain = self._huey.task(name=_DRAIN)(self._run_open)
        self._begin = self._huey.task(name="begin")(self._run_starting)
        self._huey.periodic_task(crontab(minute="*"), name="sweep")(self._run_open)
        for work in deps.jobs.recurring:
            self._add_recurring(work)
        after_commit(app, lambda _number: self.nudge())

    def nudge(self) -> None:
        """Ask for the outbox to be looked into soon; one waiting nudge is enough for any number of rows.

        What was committed stands: a nudge that cannot be written, as on a full disk, is made up for within a minute.
        """
        try:
            if not self._is_nudged():
                self._drain()
        except sqlite3.Error as error:
            log.warning("the worker could not be nudged", error=repr(error))

    def _is_nudged(self) -> bool:
        """Whether a look waits; other work that waits, as each minute's, looks for no row of the outbox."""
        try:
            return any(task.name == _DRAIN for task in self._huey.pending())
        except HueyException:
            return False  # a task waits that this version does not know

    def start(self) -> bool:
        """Begin to work in threads of this process; False when another process already does."""
        self._lock = _hold(self._folder / "worker.lock")
        if self._lock is None:
            return False
        self._begin_work()
        return True

    def wait_for_turn(self) -> None:
        """Take the work over in the moment in which the process that does it ends, however it ends."""
        threading.Thread(target=self._take_over, name="worker-waits", daemon=True).start()

    def _take_over(self) -> None:
        lock = (self._folder / "worker.lock").open("w", encoding="ascii")
        fcntl.flock(lock, fcntl.LOCK_EX)  # sleeps in the kernel
        if self._stopped.is_set():
            lock.close()
            return
        log.warning("the other process has ended, its background work goes on here")
        self._lock = lock
        self._begin_work()

    def _begin_work(self) -> None:
        with self._app.app_context():
            self._runner.take_up_again()
        self._consumer = _Embedded(self._huey, workers=1, max_delay=_POLL_SECONDS, worker_type="thread")
        self._consumer.start()
        self._begin()
        self._drain()

    def begin_nothing_more(self) -> None:
        """The batch that is being done is the last one."""
        self._stopped.set()
        self._runner.stop()
        if self._consumer is not None:
            self._consumer.stop_flag.set()

    def stop(self, *, seconds: float = _STOP_SECONDS) -> None:
        """Finish the batch that is being done, then stop; what takes longer is taken up again at the next start."""
        self.begin_nothing_more()
        if self._consumer is not None and not self._consumer.has_ended(within_seconds=seconds):
            log.warning("background work took too long to be waited for")
            return  # it still works: the lock goes with the process
        if self._lock is not None:
            self._lock.close()

    def _run_open(self) -> None:
        self._let_gather()
        with self._app.app_context():
            try:
                newest = reading().scalar(select(func.max(OutboxRow.number)))
                self._runner.run_open(newest=newest or 0)
                self._come_back_for_retries()
            except SQLAlchemyError as error:
                log.warning("the database does not answer, work goes on in a moment", error=repr(error))
                self._drain.schedule(delay=_AGAIN_SECONDS)

    def _let_gather(self) -> None:
        """A lone row is done at once; of many each took the write lock and a commit of the index for itself."""
        self._stopped.wait(max(0.0, self._looked_at + _ROUND_SECONDS - time.monotonic()))
        self._looked_at = time.monotonic()

    def _run_starting(self) -> None:
        with self._app.app_context():
            for work in deps_of(self._app).jobs.starting:
                if not self._stopped.is_set():
                    work.run()

    def _come_back_for_retries(self) -> None:
        open_row = OutboxRow.done_at.is_(None), OutboxRow.failed_at.is_(None)
        next_due = reading().scalar(select(func.min(OutboxRow.run_after)).where(*open_row))
        pause = (next_due - self._clock()) if next_due else SOON
        if timedelta() < pause < SOON:
            self._drain.schedule(delay=int(pause.total_seconds()) + 1)

    def _add_recurring(self, work: Recurring) -> None:
        def run() -> None:
            with self._app.app_context():
                work.run()

        every = (
            crontab(minute=f"*/{work.minutes}")
            if work.minutes < AN_HOUR
            else crontab(minute="0", hour=f"*/{work.minutes // AN_HOUR}")
        )
        self._huey.periodic_task(every, name=work.name)(run)


def _own_name(folder: Path) -> str:
    """The name of the one worker that may hold this folder's lock; made once.

    It is on the disk before a row bears it: rows of a name that a power cut took would wait for the end of their lease.
    Several processes start at once; the first that has the lock writes it.
    """
    path = folder / "worker-name"
    known = path.read_text(encoding="ascii") if path.exists() else ""
    if known:
        return known  # also where the disk has become read-only
    with path.open("a+", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        name = file.read()
        if not name:
            name = secrets.token_hex(8)
            file.write(name)
            file.flush()
            os.fsync(file.fileno())
            _keep_names_of(folder)
    return name


def _keep_names_of(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _hold(path: Path) -> TextIOWrapper | None:
    handle = path.open("w", encoding="ascii")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        handle.close()
        return None
    return handle
