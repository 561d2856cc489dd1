"""The database for requests, jobs and commands. The only place that commits.

SQLite runs in WAL with full sync; every writing transaction takes the write lock at its start (BEGIN IMMEDIATE):
deferred ones double-booked or failed with "locked" in measurements (trust.md 1.5).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from exchange.jobs.outbox import last_written
from exchange.kernel.base import Base
from exchange.kernel.events import EventBus, attach_bus

db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False})

_WRITES = "exchange_writes"
_AFTER_COMMIT = "exchange.after_commit"
_BUS = "exchange.bus"


def init_db(app: Flask, address: str, bus: EventBus) -> None:
    """Bind the database to the app."""
    app.config["SQLALCHEMY_DATABASE_URI"] = address
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"pool_pre_ping": not address.startswith("sqlite")}
    db.init_app(app)
    app.extensions[_BUS] = bus
    app.extensions[_AFTER_COMMIT] = []
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            _prepare_sqlite(db.engine)


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # BEGIN is ours, below
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=15000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


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
    session = db.session()
    session.rollback()
    attach_bus(session, current_app.extensions[_BUS])
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
