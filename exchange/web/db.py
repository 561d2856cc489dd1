"""The database for requests, jobs and commands. The only place that commits.

One writer at a time, on both engines (decision 0033): SQLite takes its write lock when the transaction begins (BEGIN
IMMEDIATE; deferred ones double-booked or failed with "locked" in measurements, trust.md 1.5), PostgreSQL an advisory
lock. So a rule that was checked inside the transaction still holds when it commits.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from exchange.jobs.outbox import last_written
from exchange.kernel import kept
from exchange.kernel.base import Base
from exchange.kernel.events import EventBus, attach_bus
from exchange.web.turns import Line

log = structlog.get_logger("exchange.database")


class _Database(SQLAlchemy):
    """A session whose database has gone ends quietly: the answer, a plain 503, is made already."""

    def _teardown_session(self, exc: BaseException | None) -> None:
        try:
            super()._teardown_session(exc)
        except DBAPIError as error:
            log.warning("the session's connection was lost", error=repr(error.orig))
            super()._teardown_session(exc)  # closed now; forgotten, lest a later request is given it


db = _Database(metadata=Base.metadata, session_options={"expire_on_commit": False})

_WRITES = "exchange_writes"
_TURN = "exchange.turn"
_IN_LINE, _FOR_OTHERS = 6, 12  # seconds on SQLite: behind the threads of this process, then for other processes
_AFTER_COMMIT = "exchange.after_commit"
_BUS = "exchange.bus"
_WRITER = 0x45584348  # the number of the advisory lock: "EXCH"

# A connection for each thread: a fresh one costs 2 ms, and SQLAlchemy closes what is returned beyond five. Each keeps
# half a megabyte of pages, not SQLite's two: the system keeps the pages for all of them.
_SQLITE_POOL = {"pool_size": 10}
_SQLITE_PAGES = -512  # negative: in kB

# A database that is down is said within two seconds (trust.md I27), and a connection that died is replaced unnoticed.
_POSTGRES_POOL = {"pool_pre_ping": True, "pool_size": 10, "max_overflow": 10, "pool_timeout": 2, "pool_recycle": 1800}
_POSTGRES_CONNECT = {
    "connect_timeout": 2,
    "tcp_user_timeout": 2000,
    "application_name": "exchange",
    "options": "-c lock_timeout=15000 -c idle_in_transaction_session_timeout=60000",
}


def init_db(app: Flask, address: str, bus: EventBus) -> None:
    """Bind the database to the app."""
    app.config["SQLALCHEMY_DATABASE_URI"] = address
    is_sqlite = address.startswith("sqlite")
    postgres = _POSTGRES_POOL | {"connect_args": _POSTGRES_CONNECT}
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = _SQLITE_POOL if is_sqlite else postgres
    db.init_app(app)
    app.extensions[_BUS] = bus
    app.extensions[_AFTER_COMMIT] = []
    app.extensions[_TURN] = Line() if is_sqlite else None
    with app.app_context():
        (_prepare_sqlite if is_sqlite else _prepare_postgres)(db.engine)
        event.listen(db.engine, "before_cursor_execute", _note)


def _note(_connection: Any, _cursor: Any, statement: str, *_rest: object) -> None:
    kept.note(statement)


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # BEGIN is ours, below
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"cache_size={_SQLITE_PAGES}",
            f"busy_timeout={_FOR_OTHERS}000",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get(_WRITES):
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:  # touches no file and waits for nobody: said to the driver itself, it costs every page less
            connection.connection.cursor().execute("BEGIN")


def _prepare_postgres(engine: Engine) -> None:
    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get(_WRITES):
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER})")


def after_commit(app: Flask, call: Callable[[int], None]) -> None:
    """Call with the number of the newest outbox row after each commit that wrote one."""
    app.extensions[_AFTER_COMMIT].append(call)


def reading() -> Session:
    """The session of this request or command for reading; its snapshot ends with the request."""
    return db.session()


@contextmanager
def transaction() -> Iterator[Session]:
    """One writing transaction: all of it or nothing.

    Ends the reading snapshot first, so that rules are checked against what is true now.
    """
    kept.begin(None)  # who writes sees what was written, not what was kept
    session = db.session()
    session.rollback()
    attach_bus(session, current_app.extensions[_BUS])
    with _turn():
        session.connection(execution_options={_WRITES: True})
        try:
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise
    number = last_written(session)
    if number is not None:
        for call in current_app.extensions[_AFTER_COMMIT]:
            call(number)


@contextmanager
def _turn() -> Iterator[None]:
    """Stand in line behind the other threads of this process.

    SQLite has no line: whoever waits tries again at growing intervals, and under load some were refused after fifteen
    seconds of bad luck (fault 11). PostgreSQL keeps a line itself. Who waits too long here asks the database.
    """
    line = current_app.extensions[_TURN]
    is_mine = line is not None and line.enter(seconds=_IN_LINE)
    try:
        yield
    finally:
        if is_mine:
            line.leave()
