"""A forgotten password: one answer for every address, a link that works once, sessions that end (I17, I18)."""

from collections.abc import Callable
from uuid import uuid4

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import PasswordReset, Person
from exchange.accounts.reset_links import reset_id_of, reset_token
from exchange.accounts.service import second_factors
from exchange.accounts.service.passwords import is_password
from exchange.kernel.vault import Vault
from exchange.notifications.transport import MemoryTransport
from exchange.notifications.wiring import transport_of
from tests.conftest import TEST_KEY
from tests.factories.accounts import make_ministry, make_person
from tests.support.browser import Browser
from tests.support.clock import FixedClock
from tests.support.databases import every_row

NEW = "four quiet horses walk"


@pytest.fixture
def person(session: Session) -> Person:
    return make_person(session, make_ministry(session), email="desk@az.example", password="korrekt staple nine")


@pytest.fixture
def letters(app: Flask) -> MemoryTransport:
    transport = transport_of(app)
    assert isinstance(transport, MemoryTransport)
    return transport


def ask(browser: Browser, email: str = "desk@az.example") -> tuple[int, str | None]:
    page = browser.post("/password/forgotten", {"email": email})
    return page.status, page.location


def token_of(session: Session) -> str:
    row = session.scalars(select(PasswordReset).order_by(PasswordReset.id.desc())).first()
    assert row is not None
    return reset_token(row.id, TEST_KEY)


def test_known_closed_and_unknown_addresses_are_answered_alike(
    browser: Browser, session: Session, person: Person, letters: MemoryTransport, run_jobs: Callable[[], int]
) -> None:
    gone = make_person(session, email="gone@az.example", password="x")
    gone.disable(person.created_at)
    answers = {ask(browser, email) for email in ("desk@az.example", "gone@az.example", "nobody@az.example")}
    assert answers == {(303, "/password/on-its-way")}
    assert len(session.scalars(select(PasswordReset)).all()) == 3, "each cost the same writing"
    run_jobs()
    assert [message["To"] for message in letters.sent] == ["desk@az.example"]


def test_the_letter_brings_a_link_that_works_once(
    browser: Browser, session: Session, person: Person, letters: MemoryTransport, run_jobs: Callable[[], int]
) -> None:
    other = browser.another()
    other.sign_in(person)
    ask(browser)
    run_jobs()
    text = letters.sent[0].get_body(("plain",))
    assert text is not None
    link = next(word for word in text.get_content().split() if "/password/reset/" in word)
    path = link.partition("8000")[2]
    assert browser.get(path).status == 200
    assert browser.post(path, {"password": "short"}).status == 422
    assert browser.post(path, {"password": NEW}).location == "/sign-in"
    session.refresh(person)
    assert is_password(person.password_hash, NEW)
    assert other.get("/settings/profile", follow=False).status == 303, "all other sessions have ended"
    assert browser.get("/settings/profile", follow=False).status == 303, "a link is no sign-in"
    assert browser.get(path).status == browser.post(path, {"password": NEW}).status == 404


def test_a_new_password_does_not_go_round_the_second_factor(
    browser: Browser, session: Session, person: Person, clock: FixedClock
) -> None:
    """ASVS 6.4.3: who reads the person's mail has the password, and stands before the code."""
    secret = second_factors.new_secret()
    vault = Vault(TEST_KEY, "second factor")
    code = pyotp.TOTP(secret).at(clock.now)
    second_factors.add_time_code(session, person_id=person.id, secret=secret, code=code, vault=vault, now=clock.now)
    session.commit()
    ask(browser)
    assert browser.post(f"/password/reset/{token_of(session)}", {"password": NEW}).location == "/sign-in"
    answer = browser.post("/sign-in", {"email": person.email, "password": NEW})
    assert answer.location == "/sign-in/second-factor"
    assert browser.get("/settings/profile", follow=False).status == 303


def test_the_link_stands_in_no_table(
    browser: Browser, session: Session, person: Person, run_jobs: Callable[[], int]
) -> None:
    ask(browser)
    run_jobs()
    assert token_of(session) not in "\n".join(every_row(session.connection()))


def test_the_link_ends_after_half_an_hour(
    browser: Browser, session: Session, person: Person, clock: FixedClock
) -> None:
    ask(browser)
    clock.advance(minutes=31)
    assert browser.get(f"/password/reset/{token_of(session)}").status == 404


def test_forged_tokens_name_nothing() -> None:
    right = reset_token(uuid4(), TEST_KEY)
    assert reset_id_of(right, TEST_KEY)
    for wrong in (right[:-1], right + "a", reset_token(uuid4(), TEST_KEY + "x"), "", "a.b", right.replace(".", "..")):
        assert reset_id_of(wrong, TEST_KEY) is None


def test_nobodys_mailbox_is_flooded(
    browser: Browser, session: Session, person: Person, letters: MemoryTransport, run_jobs: Callable[[], int]
) -> None:
    answers = {ask(browser) for _ in range(20)}
    assert answers == {(303, "/password/on-its-way")}
    run_jobs()
    assert len(letters.sent) == 3


def test_a_retry_sends_the_same_letter(
    browser: Browser, session: Session, person: Person, letters: MemoryTransport, run_jobs: Callable[[], int]
) -> None:
    ask(browser)
    run_jobs()
    row = session.scalars(select(PasswordReset)).one()
    assert str(row.id) in str(letters.sent[0]["Message-ID"])
