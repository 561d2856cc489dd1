"""Every cookie, not the session's alone, is bound to its host under https (ASVS 5.0, 3.3.1 to 3.3.4)."""

import re
from pathlib import Path

import pytest
from flask import Flask
from itsdangerous import BadSignature
from sqlalchemy.orm import Session

from exchange.app import create_app
from exchange.kernel.settings import Settings
from exchange.web.db import db
from exchange.web.idle import PagesOnly
from tests.architecture.sources import ROOT
from tests.conftest import TEST_KEY
from tests.factories.accounts import make_ministry, make_person

PASSWORD = "korrekt staple nine"
THEME = ROOT / "assets" / "js" / "theme.js"


@pytest.fixture
def secure(tmp_path: Path, upgraded_database: str) -> Flask:
    settings = Settings(
        data=str(tmp_path),
        database_url=upgraded_database,
        secret_key=TEST_KEY,
        public_url="https://exchange.example",
        search_url="memory://",
        mail_url="memory://",
        log_level="error",
    )
    app = create_app(settings)
    with app.app_context(), Session(db.engine) as session:
        make_person(session, make_ministry(session), email="desk@az.example", password=PASSWORD)
        session.commit()
    return app


def test_every_cookie_is_bound_to_this_host(secure: Flask) -> None:
    client = secure.test_client()
    https = {"base_url": "https://exchange.example"}
    page = client.get("/sign-in?lang=en", **https)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.get_data(as_text=True))
    assert token is not None
    form = {"csrf_token": token.group(1), "email": "desk@az.example", "password": PASSWORD}
    entered = client.post("/sign-in", data=form, headers={"Referer": "https://exchange.example/sign-in"}, **https)
    assert entered.status_code == 303
    given = [*page.headers.getlist("Set-Cookie"), *entered.headers.getlist("Set-Cookie")]
    assert {line.partition("=")[0] for line in given} == {"__Host-exchange", "__Host-lang", "__Host-known-browser"}
    for line in given:
        assert "; Secure" in line, line
        assert "; HttpOnly" in line, line
        assert "; Path=/" in f"{line};", line
        assert "Domain=" not in line, line
        assert re.search("; SameSite=(Lax|Strict)", line), line
    with secure.app_context():
        db.engine.dispose()


def test_the_one_cookie_that_a_script_writes_has_the_same_form() -> None:
    """It says light or dark; the server reads it under the name that exchange/web/cookies.py gives it."""
    text = THEME.read_text(encoding="utf-8")
    assert text.count("document.cookie") == 1
    assert '`${isSecure ? "__Host-" : ""}theme=' in text
    assert "path=/;" in text
    assert "; secure" in text
    others = [
        path.name for path in THEME.parent.rglob("*.js") if path != THEME and "document.cookie" in path.read_text()
    ]
    assert others == []


def test_sessions_are_signed_with_the_key_of_now() -> None:
    """The signer is made once for each key, so a changed key must not go on with the old one's."""
    app, pages = Flask("signed"), PagesOnly()
    app.secret_key = "a first sample key"
    first = pages.get_signing_serializer(app)
    assert first is not None
    assert pages.get_signing_serializer(app) is first
    app.secret_key = "another sample key"
    second = pages.get_signing_serializer(app)
    assert second is not None
    with pytest.raises(BadSignature):
        second.loads(first.dumps({"visit": "x"}))
