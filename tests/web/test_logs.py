"""The log: a line of JSON for each request and fault, with nothing in it that is secret or somebody's (trust.md I7)."""

import json
import re
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from flask import Flask

from exchange.app import create_app
from exchange.kernel.settings import Settings
from exchange.web.access import public
from exchange.web.db import db
from exchange.web.logs import configure_logs
from exchange.web.migrations import upgrade
from tests.conftest import TEST_KEY

SECRETS = {
    "email": "somebody@ministry.example",
    "password": "correct horse battery staple",
    "code": "123456",
    "text": 'A sentence of a draft.\n{"event": "forged"}',
    "link": "https://us02web.zoom.us/j/81234567890?pwd=hidden",
}
TOKEN = "t0ken-of-a-letter-that-nobody-else-may-see"


@pytest.fixture
def talking(tmp_path: Path) -> Iterator[tuple[Flask, StringIO]]:
    """An application that logs everything, and what it wrote."""
    usual, stream = sys.stderr, StringIO()
    sys.stderr = stream
    settings = Settings(data=str(tmp_path), secret_key=TEST_KEY, mail_url="memory://", log_level="debug")
    app = create_app(settings)
    with app.app_context():
        upgrade(db.engine)
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


def test_every_line_is_one_of_json(talking: tuple[Flask, StringIO]) -> None:
    app, stream = talking
    client = app.test_client()
    client.get('/practices/?q=a%0A{"event":"forged"}')
    client.get("/no-such-page%0Aforged")
    found = lines(stream)
    assert [line["event"] for line in found] == ["request", "request"]
    assert all({"request", "timestamp", "status", "endpoint"} <= line.keys() for line in found)


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
