"""Passkeys: made, used as the only factor, refused when anything about them is wrong."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Means, OpenSession, Passkey, Person
from exchange.accounts.service.passkeys import Site
from exchange.kernel.actor import Role
from tests.factories.accounts import make_ministry, make_person
from tests.support.authenticator import Authenticator
from tests.support.browser import Browser
from tests.support.clock import FixedClock

PASSWORD = "korrekt staple nine"
REFUSED = "/sign-in?refused=passkey&next=/"


@pytest.fixture
def app(app: Flask) -> Iterator[Flask]:
    """The application under a name, as in production: passkeys belong to names."""
    before = app.config["EXCHANGE"]
    app.config["EXCHANGE"] = replace(before, public_url="http://exchange.example")
    yield app
    app.config["EXCHANGE"] = before


@pytest.fixture
def administrator(session: Session) -> Person:
    return make_person(
        session, make_ministry(session), email="admin@az.example", password=PASSWORD, roles=[Role.ADMINISTRATOR]
    )


@pytest.fixture
def device() -> Authenticator:
    return Authenticator(origin="http://exchange.example")


def add(browser: Browser, device: Authenticator, name: str = "Office laptop") -> int:
    options = str(browser.get("/settings/security/passkey").one("form[data-passkey]")["data-options"])
    return browser.post("/settings/security/passkey", {"name": name, "credential": device.create(options)}).status


def options_of(browser: Browser, path: str = "/sign-in") -> str:
    return str(browser.get(path).one("form[data-passkey=get]")["data-options"])


def test_a_passkey_is_the_only_factor_that_is_needed(
    browser: Browser, session: Session, administrator: Person, device: Authenticator
) -> None:
    assert add(browser.sign_in(administrator), device) == 303
    other = browser.another()
    answer = other.post("/sign-in/passkey", {"credential": device.get(options_of(other)), "next": "/admin/people"})
    assert answer.location == "/admin/people"
    assert other.get("/admin/people").status == 200
    opened = session.scalars(select(OpenSession).order_by(OpenSession.id.desc())).first()
    assert opened is not None
    assert opened.means is Means.PASSKEY


def test_it_is_the_second_factor_after_the_password(
    browser: Browser, administrator: Person, device: Authenticator
) -> None:
    add(browser.sign_in(administrator), device)
    other = browser.another()
    other.post("/sign-in", {"email": "admin@az.example", "password": PASSWORD})
    page = other.get("/sign-in/second-factor")
    assert not page.all("#code"), "there is no app whose code could be asked for"
    options = str(page.one("form[data-passkey=get]")["data-options"])
    assert other.post("/sign-in/passkey", {"credential": device.get(options)}).location == "/"


def test_one_answer_counts_once(browser: Browser, administrator: Person, device: Authenticator) -> None:
    add(browser.sign_in(administrator), device)
    other = browser.another()
    answer = device.get(options_of(other))
    assert other.post("/sign-in/passkey", {"credential": answer}).location == "/"
    other.post("/sign-out")
    assert other.post("/sign-in/passkey", {"credential": answer}).location == REFUSED


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "http://exchange.example.evil.example"},
        {"host": "evil.example"},
        {"verifies": False},
        {"key": Authenticator().key},
        {"identifier": b"somebody else's"},
    ],
    ids=["phishing page", "another site", "no finger, no PIN", "another key", "unknown"],
)
def test_what_is_wrong_is_refused_alike(
    browser: Browser, session: Session, administrator: Person, device: Authenticator, wrong: dict[str, object]
) -> None:
    add(browser.sign_in(administrator), device)
    other = browser.another()
    forged = replace(device, **wrong)  # type: ignore[arg-type]
    answer = other.post("/sign-in/passkey", {"credential": forged.get(options_of(other))})
    assert answer.location == REFUSED
    assert other.get("/settings/profile", follow=False).status == 303


def test_a_copy_of_a_key_is_noticed(browser: Browser, administrator: Person, device: Authenticator) -> None:
    add(browser.sign_in(administrator), device)
    copy = replace(device)
    other = browser.another()
    for _ in range(3):
        other.post("/sign-in/passkey", {"credential": device.get(options_of(other))})
        other.post("/sign-out")
    assert other.post("/sign-in/passkey", {"credential": copy.get(options_of(other))}).location == REFUSED


def test_rubbish_is_no_fault(browser: Browser, administrator: Person, device: Authenticator) -> None:
    add(browser.sign_in(administrator), device)
    other = browser.another()
    for rubbish in ("", "{", "[]", "null", '{"id": 7}', '{"id": {"$ne": ""}}', '{"id": "' + "a" * 5000 + '"}'):
        options_of(other)
        assert other.post("/sign-in/passkey", {"credential": rubbish}).location == REFUSED
    assert browser.post("/settings/security/passkey", {"name": "x", "credential": "{"}).status == 422


def test_somebody_elses_passkey_does_not_prove_who_i_am(
    browser: Browser, session: Session, administrator: Person, device: Authenticator, clock: FixedClock
) -> None:
    add(browser.sign_in(administrator), device)
    other = browser.another()
    other.sign_in(make_person(session, make_ministry(session)))
    add(other, Authenticator(origin="http://exchange.example"))
    clock.advance(minutes=16)
    options = options_of(other, "/sign-in/again")
    assert other.post("/sign-in/again", {"credential": device.get(options), "next": "/"}).status == 422


def test_one_removes_ones_own_but_not_the_last_that_is_needed(
    browser: Browser, session: Session, administrator: Person, device: Authenticator
) -> None:
    browser.sign_in(administrator)
    add(browser, device)
    add(browser, Authenticator(origin="http://exchange.example"), name="Telephone")
    first, second = session.scalars(select(Passkey).order_by(Passkey.id)).all()
    stranger = browser.another()
    stranger.sign_in(make_person(session, make_ministry(session)))
    assert stranger.post(f"/settings/security/passkeys/{first.id}/remove").status == 404
    assert browser.post(f"/settings/security/passkeys/{first.id}/remove").status == 303
    assert browser.post(f"/settings/security/passkeys/{second.id}/remove").status == 403


def test_numbers_have_no_passkeys() -> None:
    assert not Site.of("http://127.0.0.1:8000", "x").has_passkeys
    assert not Site.of("http://[::1]:8000", "x").has_passkeys
    assert Site.of("http://localhost:8000", "x").has_passkeys
    assert Site.of("https://exchange.example", "x").origin == "https://exchange.example"
