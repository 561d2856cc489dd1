"""Fixtures of all tests: a real app on a real SQLite file, a clock that stands, a browser that checks pages."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from exchange.app import create_app, deps_of
from exchange.jobs.runner import Runner
from exchange.kernel.base import Base
from exchange.kernel.events import attach_bus
from exchange.kernel.settings import Settings
from exchange.web.db import db, transaction
from tests.support.browser import Browser
from tests.support.clock import FixedClock

TEST_KEY = "a key for tests only, longer than thirty-two"


@pytest.fixture(scope="session")
def standing_clock() -> FixedClock:
    return FixedClock()


@pytest.fixture(scope="session")
def standing_app(tmp_path_factory: pytest.TempPathFactory, standing_clock: FixedClock) -> Flask:
    """One application per worker; its data is laid anew for each test."""
    folder = tmp_path_factory.mktemp("data")
    settings = Settings(
        data=str(folder),
        secret_key=TEST_KEY,
        search_url="memory://",
        mail_url="memory://",
        log_level="error",
        demo="yes",
    )
    app = create_app(settings, clock=standing_clock)
    app.testing = True
    app.config["PROPAGATE_EXCEPTIONS"] = True
    return app


@pytest.fixture(scope="session")
def empty_database(standing_app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with all tables and no rows, to be copied for each test."""
    path = tmp_path_factory.mktemp("template") / "empty.sqlite3"
    engine = create_engine(f"sqlite:///{path}")
    Base.metadata.create_all(engine)
    engine.dispose()
    return path


@pytest.fixture
def clock(standing_clock: FixedClock) -> FixedClock:
    """Tuesday 10 March 2026, 11:20 in Baku; `clock.advance(minutes=5)` moves it."""
    standing_clock.reset()
    return standing_clock


@pytest.fixture
def app(standing_app: Flask, empty_database: Path, clock: FixedClock) -> Iterator[Flask]:
    """The application on a fresh database, index and mailbox."""
    path = deps_of(standing_app).settings.folder / "exchange.sqlite3"
    with standing_app.app_context():
        db.engine.dispose()
        for stale in path.parent.glob("exchange.sqlite3*"):
            stale.unlink()
        shutil.copy(empty_database, path)
        _reset_adapters(standing_app)
    yield standing_app
    with standing_app.app_context():
        db.engine.dispose()


def _reset_adapters(app: Flask) -> None:
    for reset in app.extensions.get("exchange.reset_for_tests", ()):
        reset()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A writing session outside any request; subscribers hear its events. The browser commits it first."""
    with app.app_context():
        engine = db.engine
    with Session(engine, expire_on_commit=False) as session:
        attach_bus(session, deps_of(app).bus)
        yield session
        session.rollback()


@pytest.fixture
def browser(app: Flask, session: Session) -> Browser:
    """A person at a browser: every page that it gets is checked as HTML and for accessibility."""
    return Browser(app, session)


@pytest.fixture
def run_jobs(app: Flask, session: Session, clock: FixedClock) -> Callable[[], int]:
    """Do everything that waits in the outbox, with the real handlers."""

    def run() -> int:
        session.commit()
        with app.app_context():
            runner = Runner(transactions=transaction, handlers=deps_of(app).jobs.handlers, clock=clock)
            done = runner.run_open()
        session.expire_all()
        return done

    return run
