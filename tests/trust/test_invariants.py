"""Each invariant of trust.md has a test that names it; those that belong to no capability are held here."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from exchange.accounts.models import PasswordReset
from exchange.notifications.transport import MemoryTransport
from exchange.notifications.wiring import transport_of
from exchange.practices.jobs import rebuild
from exchange.web.db import db
from exchange.web.routes import all_routes
from tests.architecture.sources import sources
from tests.factories.accounts import make_ministry, make_person
from tests.support.databases import ON_POSTGRES
from tests.support.signing import session_of
from tests.trust.invariants import INVARIANTS, invariants_named
from tests.trust.world import make_world

TALKERS = {  # modules that may open a connection, and to where: always an address of the settings
    "exchange/accounts/views/single_sign_on.py",
    "exchange/bench/line.py",
    "exchange/doctor.py",
    "exchange/files/scanning.py",
    "exchange/mailbox/imap.py",  # EXCHANGE_MAILBOX_URL
    "exchange/meetings/rooms/bigbluebutton.py",
    "exchange/meetings/rooms/jitsi.py",  # config.js of EXCHANGE_ROOMS_JITSI_HOST, by the doctor
    "exchange/notifications/transport.py",
    "exchange/server.py",
    "exchange/text/machine.py",
}
NETWORK = {
    "socket",
    "http",
    "urllib.request",
    "requests",
    "httpx",
    "aiohttp",
    "smtplib",
    "imaplib",
    "ftplib",
    "urllib3",
    "authlib",
}


@pytest.mark.parametrize("number", INVARIANTS)
def test_every_invariant_is_named_by_a_test(number: int) -> None:
    assert invariants_named().get(number), f"no test names I{number}: {INVARIANTS[number]}"


def test_nothing_private_is_cacheable(app: Flask, session: Session) -> None:
    """I6: every page of every route without a name in it, signed in and signed out, says no-store and Vary."""
    person = make_person(session, make_ministry(session))
    session.commit()
    for cookies in ({}, session_of(app, person)):
        client = app.test_client()
        with client.session_transaction() as kept:
            kept.update(cookies)
        for route in all_routes(app):
            if route.parameters or "GET" not in route.methods:
                continue
            answer = client.get(route.path)
            assert answer.headers["Cache-Control"] == "no-store", route.path
            assert "Cookie" in answer.headers["Vary"], route.path


def test_the_host_header_gets_nowhere(app: Flask, session: Session, run_jobs: Callable[[], int]) -> None:
    """I24: neither into a letter nor into a page nor into a redirect."""
    person = make_person(session, make_ministry(session), email="desk@az.example", password="korrekt staple nine")
    session.commit()
    client, evil = app.test_client(), {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    page = client.get("/password/forgotten", headers=evil)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.get_data(as_text=True))
    assert token is not None
    form = {"csrf_token": token.group(1), "email": person.email}
    answer = client.post("/password/forgotten", data=form, headers=evil)
    assert answer.status_code == 303
    assert session.query(PasswordReset).count() == 1
    run_jobs()
    transport = transport_of(app)
    assert isinstance(transport, MemoryTransport)
    assert len(transport.sent) == 1
    assert b"evil.example" not in transport.sent[0].as_bytes()
    for path in ("/", "/sign-in", "/search?q=x", "/settings/", "/nothing-here"):
        reply = client.get(path, headers=evil)
        assert b"evil.example" not in reply.get_data(), path
        assert "evil.example" not in str(reply.headers), path


def test_only_few_modules_can_open_a_connection() -> None:
    """I25: whoever adds one says here to which address of the settings it goes."""
    found = {
        source.name
        for source in sources()
        for name in _imports(source.tree)
        if name in NETWORK or name.partition(".")[0] in NETWORK
    }
    assert found <= TALKERS, sorted(found - TALKERS)


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.skipif(ON_POSTGRES, reason="a read-only disk under PostgreSQL is the server's own matter")
def test_reading_needs_no_writing(app: Flask, session: Session) -> None:
    """I28: with a database that refuses every write, pages and search go on for visitors and officials."""
    world = make_world(session)
    with app.app_context():
        rebuild()
        engine = db.engine
    cookies = session_of(app, world.people["official of the partner"])

    def refuse(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA query_only=ON")

    event.listen(engine, "begin", refuse, insert=True)
    try:
        for kept in ({}, cookies):
            client = app.test_client()
            with client.session_transaction() as own:
                own.update(kept)
            for path in ("/", "/search?q=open", f"/practices/{world.public.slug}", "/themes", "/notifications"):
                answer = client.get(path, follow_redirects=True)
                assert answer.status_code == 200, path
    finally:
        event.remove(engine, "begin", refuse)


def test_withdrawing_counts_at_the_next_request(app: Flask, session: Session) -> None:
    """I4: the page, its data, the search and the lists, before the index has heard of it."""
    world = make_world(session)
    with app.app_context():
        rebuild()
    client, path = app.test_client(), f"/practices/{world.public.slug}"
    assert client.get(path).status_code == 200
    assert world.public.slug in client.get("/search.json?q=open").get_data(as_text=True)
    world.public.withdraw(app.config["CLOCK"](), "Superseded.")
    session.commit()
    assert client.get(path).status_code == client.get(f"{path}.json").status_code == 404
    assert world.public.slug not in client.get("/search.json?q=open").get_data(as_text=True)
    assert world.public.slug not in client.get("/").get_data(as_text=True)


def test_the_page_about_trust_is_made_from_this(tmp_path: Path) -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "trust.md").read_text(encoding="utf-8")
    assert all(f"| I{number} |" in text for number in INVARIANTS)
