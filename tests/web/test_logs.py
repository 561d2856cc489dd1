"""The log: a line of JSON for each request and fault, with nothing in it that is secret or somebody's (trust.md I7)."""

import json
import re
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from exchange.app import create_app
from exchange.kernel.settings import Settings
from exchange.web.access import public
from exchange.web.db import db
from exchange.web.logs import configure_logs
from tests.conftest import TEST_KEY
from tests.factories.accounts import make_ministry, make_person
from tests.support.signing import cookie_header

SECRETS = {
    "email": "somebody@ministry.example",
    "password": "correct horse battery staple",
    "code": "123456",
    "text": 'A sentence of a draft.\n{"event": "forged"}',
    "link": "https://us02web.zoom.us/j/81234567890?pwd=hidden",
}
TOKEN = "t0ken-of-a-letter-that-nobody-else-may-see"


@pytest.fixture
def talking(tmp_path: Path, upgraded_database: str) -> Iterator[tuple[Flask, StringIO]]:
    """An application that logs everything, and what it wrote."""
    usual, stream = sys.stderr, StringIO()
    sys.stderr = stream
    settings = Settings(
        data=str(tmp_path),
        database_url=upgraded_database,
        secret_key=TEST_KEY,
        mail_url="memory://",
        log_level="debug",
    )
    app = create_app(settings)
    stream.truncate(0)
    yield app, stream
    with app.app_context():
        db.engine.dispose()
    sys.stderr = usual
    configure_logs("error")


def lines(stream: StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().replace("\0", "").splitlines() if line]


def test_no_secret_gets_into_a_log(talking: tuple[Flask, StringIO]) -> None:
    app, stream = talking
    client = app.test_client()
    page = client.get("/sign-in").get_data(as_text=True)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token is not None
    form = SECRETS | {"csrf_token": token.group(1)}
    for path in ("/sign-in", "/password/forgotten", f"/invitation/{TOKEN}", f"/password/reset/{TOKEN}", "/sign-out"):
        client.get(path)
        client.post(path, data=form)
    client.get(f"/search?q={SECRETS['email']}")
    found = lines(stream)
    assert {(line["endpoint"], line["status"]) for line in found if line["event"] == "request"} >= {
        ("accounts.sign_in_now", 422),
        ("accounts.ask_for_link", 303),
    }, "the forms were read"
    for secret in (*SECRETS.values(), TOKEN, TEST_KEY, token.group(1)):
        assert secret not in stream.getvalue()


def test_every_attempt_to_sign_in_is_a_line_with_its_end(talking: tuple[Flask, StringIO]) -> None:
    """ASVS 16.3.1: right and wrong ones, by which means, on whose account; never the address or the password."""
    app, stream = talking
    with app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        person = make_person(session, make_ministry(session), email="desk@az.example", password="korrekt staple nine")
        session.commit()
    right = ("desk@az.example", "korrekt staple nine")
    for email, password in (("nobody@az.example", "x"), ("desk@az.example", "wrong one"), right):
        client = app.test_client()
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/sign-in").get_data(as_text=True))
        assert token is not None
        client.post("/sign-in", data={"csrf_token": token.group(1), "email": email, "password": password})
    attempts = [line for line in lines(stream) if line["event"] == "attempt"]
    assert [(line["means"], line["end"], line["account"]) for line in attempts] == [
        ("password", "wrong", None),
        ("password", "wrong", str(person.id)),
        ("password", "right", str(person.id)),
    ]
    assert "desk@az.example" not in stream.getvalue()
    assert "wrong one" not in stream.getvalue()


def test_a_refused_request_says_whose_it_was(talking: tuple[Flask, StringIO]) -> None:
    """ASVS 16.3.2: the answer does not tell absent from forbidden; the log names the account that asked."""
    app, stream = talking
    with app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        person = make_person(session, make_ministry(session))
        session.commit()
    client = app.test_client(use_cookies=False)
    header = {"Cookie": cookie_header(app, person)}
    assert client.get("/admin/ministries", headers=header).status_code == 404
    assert client.get("/admin/ministries").status_code == 404
    refused = [line for line in lines(stream) if line.get("status") == 404]
    assert [line["account"] for line in refused] == [str(person.id), None]


def test_every_line_is_one_of_json(talking: tuple[Flask, StringIO]) -> None:
    app, stream = talking
    client = app.test_client()
    client.get('/practices/?q=a%0A{"event":"forged"}')
    client.get("/no-such-page%0Aforged")
    found = lines(stream)
    assert [line["event"] for line in found] == ["request", "request"]
    assert all({"request", "timestamp", "status", "endpoint"} <= line.keys() for line in found)


def test_a_kept_page_has_the_line_of_one_that_is_made(talking: tuple[Flask, StringIO]) -> None:
    app, stream = talking
    answers = [app.test_client().get("/help/") for _ in range(2)]
    made, kept = lines(stream)
    assert [made["request"], kept["request"]] == [answer.headers["X-Request-Id"] for answer in answers]
    own = {"request", "timestamp", "ms"}
    assert made.keys() - own == kept.keys() - own
    assert [made[name] for name in made if name not in own] == [kept[name] for name in made if name not in own]
    assert isinstance(kept["ms"], float)
    assert app.test_client().head("/help/").data == b""


def test_a_fault_is_written_with_its_number(talking: tuple[Flask, StringIO]) -> None:
    app, stream = talking

    def breaks() -> str:
        raise RuntimeError("something broke")

    app.view_functions["standing.accessibility"] = public(breaks)
    answer = app.test_client().get("/accessibility")
    assert answer.status_code == 500
    assert "something broke" not in answer.get_data(as_text=True)
    faults = [line for line in lines(stream) if line["event"] == "fault"]
    assert [line["request"] for line in faults] == [answer.headers["X-Request-Id"]]
