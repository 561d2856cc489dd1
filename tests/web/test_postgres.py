"""PostgreSQL beneath a running application: a restart heals by itself, a stop is said at once, writers take turns."""

import threading
import time
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from exchange.app import create_app
from exchange.audit.models import AuditRow
from exchange.audit.service import Act, first_broken, record
from exchange.kernel.actor import Actor
from exchange.kernel.settings import Settings
from exchange.web.access import public
from exchange.web.db import db, reading, transaction
from exchange.web.migrations import upgrade
from exchange.web.noticing import noticed_of
from tests.conftest import TEST_KEY
from tests.factories.accounts import make_ministry, make_person
from tests.support.clock import START
from tests.support.postgres import PostgresServer, postgres_server
from tests.support.signing import cookie_header

SAID_WITHIN_SECONDS = 2.5
HEALED_WITHIN_SECONDS = 5.0
GOES_AWAY = "/test/database-goes-away"


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    with postgres_server(keeps_disk=True) as running:
        yield running


@pytest.fixture(scope="module")
def installation(server: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Brought up by the migrations, as an operator does."""
    server.run("createdb", "-h", str(server.folder), "-U", "postgres", "exchange")
    settings = Settings(
        data=str(tmp_path_factory.mktemp("data")),
        database_url=server.address("exchange"),
        secret_key=TEST_KEY,
        search_url="memory://",
        mail_url="memory://",
        log_level="critical",
    )
    app = create_app(settings)
    app.add_url_rule(GOES_AWAY, endpoint="goes_away", view_func=public(lambda: _database_goes_away(server)))
    with app.app_context():
        upgrade(db.engine)
    yield app
    with app.app_context():
        db.engine.dispose()


def _database_goes_away(server: PostgresServer) -> str:
    """A page in whose middle the database dies."""
    reading().execute(text("SELECT 1"))
    server.stop("immediate")
    return str(reading().execute(text("SELECT 1")).scalar())


def test_a_restart_of_the_database_is_not_noticed(installation: Flask, server: PostgresServer) -> None:
    client = installation.test_client()
    assert client.get("/themes").status_code == 200
    server.stop("immediate")
    server.start()
    assert client.get("/themes").status_code == 200


def test_a_stopped_database_is_a_plain_page_at_once_and_heals(installation: Flask, server: PostgresServer) -> None:
    """trust.md I27 and fault 10."""
    client = installation.test_client()
    server.stop("immediate")
    began = time.monotonic()
    answer = client.get("/themes")
    assert (answer.status_code, time.monotonic() - began < SAID_WITHIN_SECONDS) == (503, True)
    server.start()
    began = time.monotonic()
    while client.get("/themes").status_code != 200:
        assert time.monotonic() - began < HEALED_WITHIN_SECONDS
        time.sleep(0.1)


def test_a_page_in_whose_middle_the_database_dies_is_plain_too(installation: Flask, server: PostgresServer) -> None:
    """Its header counts what waits for the person, and its session ends on a line that is dead: both made it a 500."""
    with installation.app_context(), Session(db.engine, expire_on_commit=False) as session:
        person = make_person(session, make_ministry(session, "AZ"))
        session.commit()
    client = installation.test_client(use_cookies=False)
    header = {"Cookie": cookie_header(installation, person)}
    assert client.get("/settings/profile", headers=header).status_code == 200
    try:
        answer = client.get(GOES_AWAY, headers=header)
        assert answer.status_code == 503
        assert "<h1" in answer.get_data(as_text=True)
    finally:
        server.start()
    assert client.get("/themes", headers=header).status_code == 200
    noticed_of(installation).flush()  # while the database is there, and not twenty seconds later


def test_writers_take_turns_so_the_trail_stays_whole(installation: Flask) -> None:
    """Sixteen at once would take one number twice, if each looked before the other had written."""

    def write() -> None:
        with installation.app_context():
            for _ in range(5):
                with transaction() as session:
                    record(session, actor=Actor.nobody(), act=Act("test.written", "test", "x"), now=START)

    threads = [threading.Thread(target=write) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with installation.app_context():
        rows = reading().scalars(select(AuditRow).order_by(AuditRow.number)).all()
        assert len(rows) >= 80
        assert first_broken(rows) is None


def test_readers_do_not_wait_for_a_writer(installation: Flask) -> None:
    with installation.app_context(), transaction() as session:
        session.execute(text("SELECT 1"))
        with db.engine.connect() as other:
            assert other.scalar(select(func.count()).select_from(AuditRow)) is not None
