"""The outbox: written with the change, done once, in order; a failure waits and is seen."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from exchange.jobs.models import OutboxRow
from exchange.jobs.outbox import Job, enqueue
from exchange.jobs.runner import MOST_ATTEMPTS, Handler, Runner, Task, pause_after
from exchange.web.db import db, transaction
from tests.support.clock import FixedClock
from tests.support.databases import ON_POSTGRES

Run = Callable[[], int]


class Recorder:
    """A handler that notes what it did and fails when told to."""

    def __init__(self) -> None:
        self.done: list[int] = []
        self.failing: set[str] = set()

    def __call__(self, tasks: Sequence[Task]) -> None:
        for task in tasks:
            if str(task.payload.get("to")) in self.failing:
                message = "the other side does not answer"
                raise RuntimeError(message)
            self.done.append(task.number)


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def run(app: Flask, session: Session, clock: FixedClock, recorder: Recorder) -> Run:
    runner = Runner(transactions=transaction, handlers={"send": Handler(recorder)}, clock=clock)

    def run_open() -> int:
        session.commit()
        with app.app_context():
            done = runner.run_open()
        session.expire_all()
        return done

    return run_open


def put(session: Session, now: datetime, key: str = "a", to: str = "x") -> int:
    return enqueue(session, Job("send", key, {"to": to}), now=now)


def test_the_end_of_a_batch_and_the_beginning_of_the_next_are_one_transaction(
    app: Flask, session: Session, clock: FixedClock, recorder: Recorder
) -> None:
    for key in "abc":
        put(session, clock.now, key)
    session.commit()
    begun: list[int] = []

    @contextmanager
    def counted() -> Iterator[Session]:
        begun.append(len(recorder.done))
        with transaction() as writing:
            yield writing

    with app.app_context():
        Runner(transactions=counted, handlers={"send": Handler(recorder)}, clock=clock).run_open()
    assert begun == [0, 1, 2, 3]


def test_a_row_is_done_once(session: Session, clock: FixedClock, run: Run, recorder: Recorder) -> None:
    number = put(session, clock.now)
    assert run() == 1
    assert run() == 0
    assert recorder.done == [number]


def test_a_rolled_back_change_leaves_no_work(session: Session, clock: FixedClock, run: Run) -> None:
    put(session, clock.now)
    session.rollback()
    assert run() == 0


def test_rows_of_one_key_stay_in_order_while_the_first_waits(
    session: Session, clock: FixedClock, run: Run, recorder: Recorder
) -> None:
    first = put(session, clock.now, to="down")
    second = put(session, clock.now)
    other = put(session, clock.now, key="b")
    recorder.failing = {"down"}
    run()
    assert recorder.done == [other]
    recorder.failing = set()
    clock.advance(minutes=5)
    run()
    assert recorder.done == [other, first, second]


def test_a_failure_keeps_its_reason_and_is_given_up_at_last(
    session: Session, clock: FixedClock, run: Run, recorder: Recorder
) -> None:
    put(session, clock.now, to="down")
    recorder.failing = {"down"}
    for _ in range(MOST_ATTEMPTS + 2):
        run()
        clock.advance(hours=2)
    row = session.scalars(select(OutboxRow)).one()
    assert row.attempts == MOST_ATTEMPTS
    assert row.failed_at is not None
    assert "does not answer" in (row.last_error or "")


def test_a_row_that_a_dead_runner_held_is_taken_up_again(
    session: Session, clock: FixedClock, run: Run, recorder: Recorder
) -> None:
    number = put(session, clock.now)
    session.get_one(OutboxRow, number).leased_until = clock.now + timedelta(minutes=5)
    assert run() == 0
    clock.advance(minutes=6)
    assert run() == 1
    assert recorder.done == [number]


def test_work_for_later_waits(session: Session, clock: FixedClock, run: Run) -> None:
    enqueue(session, Job("send", "a"), now=clock.now, run_after=clock.now + timedelta(hours=1))
    assert run() == 0
    clock.advance(hours=1)
    assert run() == 1


@pytest.mark.parametrize(("attempts", "seconds"), [(1, 2), (2, 8), (3, 32), (9, 3600)])
def test_pauses_grow_to_an_hour(attempts: int, seconds: int) -> None:
    assert pause_after(attempts) == timedelta(seconds=seconds)


def test_a_worker_that_was_killed_goes_on_with_its_rows_when_it_starts_again(
    app: Flask, session: Session, clock: FixedClock, recorder: Recorder
) -> None:
    number, others = put(session, clock.now), put(session, clock.now, key="b")
    for one, name in ((number, "this"), (others, "another")):
        row = session.get_one(OutboxRow, one)
        row.leased_until, row.leased_by = clock.now + timedelta(minutes=5), name
    session.commit()
    runner = Runner(transactions=transaction, handlers={"send": Handler(recorder)}, clock=clock, name="this")
    with app.app_context():
        assert runner.run_open() == 0
        assert runner.take_up_again() == 1
        assert runner.run_open() == 1
    assert recorder.done == [number]


def test_what_was_under_way_when_the_database_went_away_is_done_when_it_is_back(
    app: Flask, session: Session, clock: FixedClock, recorder: Recorder
) -> None:
    """It could not be marked as done or as failed, and would have waited for its lease to end (trust.md fault 10)."""
    away: list[bool] = []

    @contextmanager
    def transactions() -> Iterator[Session]:
        if any(away):
            raise OperationalError("COMMIT", None, ConnectionError("the server closed the connection"))
        with transaction() as own:
            yield own

    def send(tasks: Sequence[Task]) -> None:
        recorder(tasks)
        away.append(not away)  # the first time only

    runner = Runner(transactions=transactions, handlers={"send": Handler(send)}, clock=clock)
    number = put(session, clock.now)
    session.commit()
    with app.app_context():
        with pytest.raises(OperationalError):
            runner.run_open()
        away[0] = False
        assert runner.run_open() == 1
    assert recorder.done == [number, number]


@pytest.mark.skipif(ON_POSTGRES, reason="PostgreSQL reads a small table whole, whatever indexes it has")
def test_looking_for_work_does_not_look_through_what_is_done(app: Flask, run: Run) -> None:
    """Twenty comments a second under forty practices: an hour later each key has thousands of done rows."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, values: Any, *_rest: object) -> None:
        if statement.startswith("SELECT") and "EXISTS" in statement:
            asked.append((statement, values))

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", note)
        run()
        event.remove(db.engine, "before_cursor_execute", note)
        with db.engine.connect() as connection:
            plans = [connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {one}", values).all() for one, values in asked]
    assert asked
    for plan in plans:
        assert {line.detail.split("INDEX ")[1].split(" ")[0] for line in plan if "INDEX" in line.detail} == {
            "ix_outbox_row_open",
            "ix_outbox_row_open_key",
        }
