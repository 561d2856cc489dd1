"""Fixtures of all tests: a real app on a real SQLite file, a clock that stands, a browser that checks pages."""

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
from flask import Flask
from sqlalchemy.orm import Session

from exchange.app import create_app, deps_of
from exchange.jobs.runner import Runner
from exchange.kernel.events import attach_bus
from exchange.kernel.settings import Settings
from exchange.notifications.events import NoticesMade
from exchange.notifications.kinds import kinds_of
from exchange.search.meaning.encoder import FILES, is_installed
from exchange.web.db import db, transaction
from exchange.web.same import KEEPS_PAGES, KEEPS_PARTS
from tests.support.browser import Browser
from tests.support.clock import FixedClock
from tests.support.databases import Databases, databases

TEST_KEY = "a key for tests only, longer than thirty-two"
_FIXTURES = {"standing_app", "all_databases", "talking", "two"}  # each is a whole installation
_PLACES = {"e2e", "faults", "keeping", "test_pipe.py", "test_postgres.py"}  # whose tests build their own
hypothesis.settings.register_profile("suite", deadline=None)  # a busy machine is no fault of what is tested
hypothesis.settings.load_profile("suite")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "unit: needs no installation, no database and no second (make unit)")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs no installation (`make unit`); begin with what is slow, lest it be waited for at the end."""
    for item in items:
        if not _is_slow(item) and not (_FIXTURES | _PLACES) & {*getattr(item, "fixturenames", ()), *_places(item)}:
            item.add_marker(pytest.mark.unit)
    items.sort(key=lambda item: not _is_slow(item))


def _places(item: pytest.Item) -> tuple[str, ...]:
    return item.path.relative_to(item.config.rootpath).parts


def _is_slow(item: pytest.Item) -> bool:
    return item.get_closest_marker("slow") is not None and item.get_closest_marker("e2e") is None


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: the garbage collector need not walk it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def standing_clock() -> FixedClock:
    return FixedClock()


@pytest.fixture(scope="session")
def all_databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """SQLite, or PostgreSQL when EXCHANGE_TEST_DATABASE=postgres."""
    with databases(tmp_path_factory.mktemp("template")) as found:
        yield found


@pytest.fixture
def another_database(all_databases: Databases, tmp_path: Path) -> str:
    """The address of a database without tables, for a test that builds an installation of its own in `tmp_path`."""
    return all_databases.another_address(tmp_path)


@pytest.fixture
def upgraded_database(all_databases: Databases, tmp_path: Path) -> str:
    """The same with the tables of an installation that was brought up by the migrations."""
    return all_databases.upgraded_address(tmp_path)


@pytest.fixture(scope="session")
def model_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the model that finds by meaning, made once: it takes seconds. Empty without the extra."""
    if not is_installed():
        return tmp_path_factory.mktemp("meaning")
    from exchange.search.meaning.model import kept  # noqa: PLC0415 - only where the extra is installed

    return kept(tmp_path_factory.mktemp("meaning") / FILES)


@pytest.fixture(scope="session")
def standing_app(
    tmp_path_factory: pytest.TempPathFactory, standing_clock: FixedClock, all_databases: Databases
) -> Flask:
    """One application per worker; its data is laid anew for each test."""
    folder = tmp_path_factory.mktemp("data")
    settings = Settings(
        data=str(folder),
        database_url=all_databases.standing_address(),
        secret_key=TEST_KEY,
        search_url="memory://",
        mail_url="memory://",
        log_level="error",
        demo="yes",
    )
    app = create_app(settings, clock=standing_clock)
    app.testing = True
    app.config["PROPAGATE_EXCEPTIONS"] = True
    deps_of(app).bus.subscribe(NoticesMade, lambda _session, told: _must_be_registered(app, told))
    return app


def _must_be_registered(app: Flask, told: NoticesMade) -> None:
    """Whatever a test does: each notice is of a kind that stands on the page of choices."""
    for kind in {one.notice.kind for one in told.made}:
        assert kind in kinds_of(app) or kind.startswith("test."), (
            f"register {kind}, and keep its text in tests/notifications"
        )


@pytest.fixture
def clock(standing_clock: FixedClock) -> FixedClock:
    """Tuesday 10 March 2026, 11:20 in Baku; `clock.advance(minutes=5)` moves it."""
    standing_clock.reset()
    return standing_clock


@pytest.fixture
def app(standing_app: Flask, all_databases: Databases, clock: FixedClock) -> Iterator[Flask]:
    """The application on a fresh database, index and mailbox."""
    with standing_app.app_context():
        all_databases.empty(standing_app)
        _reset_adapters(standing_app)
    # Tests look at the making; those of tests/web/test_same_pages.py and test_kept_parts.py turn it on. With
    # EXCHANGE_TEST_KEEPS=yes all of them meet what is kept, as in service.
    standing_app.config[KEEPS_PAGES] = standing_app.config[KEEPS_PARTS] = os.environ.get("EXCHANGE_TEST_KEEPS") == "yes"
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
