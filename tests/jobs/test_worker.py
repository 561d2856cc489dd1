"""huey runs the outbox in threads of the server's process: soon after the commit, and only one consumer per folder."""

import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from exchange.app import create_app, deps_of
from exchange.jobs.models import OutboxRow
from exchange.jobs.outbox import Job, enqueue
from exchange.jobs.runner import Task
from exchange.kernel.base import Base
from exchange.kernel.clock import utc_now
from exchange.kernel.settings import Settings
from exchange.web.db import db, reading, transaction
from exchange.worker import Worker, _own_name
from tests.conftest import TEST_KEY


@pytest.fixture
def own_app(tmp_path: Path, another_database: str) -> Iterator[Flask]:
    """An application of its own, because its worker is another thread."""
    settings = Settings(
        data=str(tmp_path),
        database_url=another_database,
        secret_key=TEST_KEY,
        search_url="memory://",
        log_level="error",
    )
    app = create_app(settings)
    with app.app_context():
        Base.metadata.create_all(db.engine)
    yield app
    with app.app_context():
        db.engine.dispose()


def test_what_is_committed_is_done_within_a_second(own_app: Flask) -> None:
    done: list[int] = []

    def note(tasks: Sequence[Task]) -> None:
        done.extend(task.number for task in tasks)

    deps_of(own_app).jobs.handle("note", note)
    worker = Worker(own_app)
    assert worker.start()
    try:
        with own_app.app_context():
            with transaction() as session:
                number = enqueue(session, Job("note", "a"), now=utc_now())
            end = time.monotonic() + 30
            while number not in done and time.monotonic() < end:
                time.sleep(0.02)
        assert number in done
    finally:
        worker.stop()
    with own_app.app_context():
        assert reading().scalars(select(OutboxRow.done_at)).one() is not None


def test_a_second_worker_on_the_same_folder_leaves_the_work_to_the_first(own_app: Flask) -> None:
    first, second = Worker(own_app), Worker(own_app)
    assert first.start()
    try:
        assert not second.start()
    finally:
        first.stop()
    assert second.start(), "the lock is free again"
    second.stop()


def test_what_comes_in_one_moment_is_done_together(own_app: Flask) -> None:
    """Each round takes the database's write lock and, for the index, a commit to the disk."""
    rounds: list[int] = []
    deps_of(own_app).jobs.handle("note", lambda tasks: rounds.append(len(tasks)), batch=50)
    worker = Worker(own_app)
    assert worker.start()
    try:
        with own_app.app_context():
            for key in "abcdefghij":
                with transaction() as session:
                    enqueue(session, Job("note", key), now=utc_now())
        end = time.monotonic() + 30
        while sum(rounds) < 10 and time.monotonic() < end:
            time.sleep(0.02)
    finally:
        worker.stop()
    assert sum(rounds) == 10
    assert len(rounds) < 5


def test_work_that_waited_while_nobody_ran_is_done_at_the_start(own_app: Flask) -> None:
    """What kill -9 leaves: a committed row without a nudge."""
    done: list[int] = []
    deps_of(own_app).jobs.handle("note", lambda tasks: done.extend(task.number for task in tasks))
    with own_app.app_context(), transaction() as session:
        number = enqueue(session, Job("note", "a"), now=utc_now())
    worker = Worker(own_app)
    worker.start()
    try:
        end = time.monotonic() + 30
        while number not in done and time.monotonic() < end:
            time.sleep(0.02)
    finally:
        worker.stop()
    assert done == [number]


def test_the_second_takes_the_work_over_when_the_first_ends(own_app: Flask) -> None:
    done: list[int] = []

    def note(tasks: Sequence[Task]) -> None:
        done.extend(task.number for task in tasks)

    deps_of(own_app).jobs.handle("note", note)
    first, second = Worker(own_app), Worker(own_app)
    assert first.start()
    second.wait_for_turn()
    first.stop()
    try:
        with own_app.app_context():
            with transaction() as session:
                number = enqueue(session, Job("note", "a"), now=utc_now())
            end = time.monotonic() + 30
            while number not in done and time.monotonic() < end:
                time.sleep(0.02)
        assert number in done
    finally:
        second.stop()


def test_other_work_that_waits_is_no_nudge(own_app: Flask) -> None:
    """A row waited for up to a minute: each minute's tasks stood in the line, and were taken for a look into it."""
    worker = Worker(own_app)
    worker._begin()  # noqa: SLF001 - a task that looks for no row
    with own_app.app_context():
        for key in "abc":
            with transaction() as session:
                enqueue(session, Job("note", key), now=utc_now())
    assert sorted(task.name for task in worker._huey.pending()) == ["begin", "drain"]  # noqa: SLF001 - the line


def test_a_nudge_that_cannot_be_written_hurts_nobody(own_app: Flask, tmp_path: Path) -> None:
    """A full disk: the commit stands, and whoever made it is not told that it failed (trust.md I12)."""
    Worker(own_app)
    for path in tmp_path.glob("jobs.sqlite3*"):
        path.write_bytes(b"no database any more" * 400)
    with own_app.app_context():
        with transaction() as session:
            number = enqueue(session, Job("note", "a"), now=utc_now())
        assert reading().get(OutboxRow, number) is not None


def test_the_end_waits_for_the_batch_that_is_done_and_for_no_more(own_app: Flask) -> None:
    """With a long queue behind it the server had not ended 30 seconds after the signal."""
    begun, go_on = threading.Event(), threading.Event()

    def hold(_tasks: Sequence[Task]) -> None:
        begun.set()
        go_on.wait(timeout=10)

    deps_of(own_app).jobs.handle("hold", hold)
    with own_app.app_context(), transaction() as session:
        for key in "abc":
            enqueue(session, Job("hold", key), now=utc_now())
    worker = Worker(own_app)
    assert worker.start()
    assert begun.wait(timeout=10)
    worker.begin_nothing_more()
    go_on.set()
    worker.stop(seconds=10)
    with own_app.app_context():
        rows = reading().scalars(select(OutboxRow).order_by(OutboxRow.number)).all()
        assert [row.done_at is not None for row in rows] == [True, False, False]
        assert not any(row.leased_until for row in rows)


def test_a_batch_that_takes_too_long_keeps_its_lock_and_not_the_end(own_app: Flask) -> None:
    """Nobody takes work over that is still being done; the lock goes with the process."""
    begun, go_on = threading.Event(), threading.Event()

    def hang(_tasks: Sequence[Task]) -> None:
        begun.set()
        go_on.wait(timeout=20)

    deps_of(own_app).jobs.handle("hang", hang)
    with own_app.app_context(), transaction() as session:
        enqueue(session, Job("hang", "a"), now=utc_now())
    worker, other = Worker(own_app), Worker(own_app)
    assert worker.start()
    assert begun.wait(timeout=10)
    began = time.monotonic()
    worker.stop(seconds=0.2)
    assert time.monotonic() - began < 5
    assert not other.start()
    go_on.set()
    worker.stop(seconds=10)
    assert other.start()
    other.stop()


def test_a_worker_has_one_name_and_a_name_that_a_power_cut_emptied_is_made_anew(own_app: Flask) -> None:
    """Rows that bear a lost name wait for five minutes; rows of no name would belong to everybody."""
    name = deps_of(own_app).settings.folder / "worker-name"
    Worker(own_app)
    first = name.read_text()
    Worker(own_app)
    assert name.read_text() == first
    name.write_text("")
    Worker(own_app)
    assert len(name.read_text()) == len(first) > 0


def test_processes_that_start_at_once_agree_on_the_name(tmp_path: Path) -> None:
    """Each forked process of a server makes its worker: one of them moved the new name away under the others."""
    for attempt in range(20):
        folder = tmp_path / str(attempt)
        folder.mkdir()
        with ThreadPoolExecutor(8) as pool:
            names = list(pool.map(_own_name, [folder] * 8))
        assert len(set(names)) == 1
        assert [one.name for one in folder.iterdir()] == ["worker-name"]
