"""Signing in and out, as a person at a browser meets it."""

import time
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from exchange.accounts.models import FailedSignIn, Means, OpenSession, Person
from exchange.accounts.service import sessions, signing_in
from exchange.app import deps_of
from exchange.audit.models import AuditRow
from tests.factories.accounts import make_ministry, make_person
from tests.support.browser import Browser
from tests.support.clock import FixedClock
from tests.support.databases import ON_POSTGRES

PASSWORD = "korrekt staple nine"


@pytest.fixture
def person(session: Session) -> Person:
    return make_person(session, make_ministry(session), email="desk@az.example", password=PASSWORD)


def _sign_in(browser: Browser, email: str = "desk@az.example", password: str = PASSWORD, **more: str) -> int:
    page = browser.post("/sign-in", {"email": email, "password": password} | more)
    return page.status


def test_a_person_signs_in_and_sees_the_desk(browser: Browser, person: Person) -> None:
    page = browser.post("/sign-in", {"email": " Desk@AZ.example ", "password": PASSWORD}, follow=True)
    assert page.status == 200
    assert page.one(".ex-account").get_text()
    assert "Family support desk" in page.text


def test_every_wrong_pair_gets_the_same_answer(browser: Browser, session: Session, person: Person) -> None:
    closed = make_person(session, email="gone@az.example", password=PASSWORD)
    closed.disable(person.created_at)
    make_person(session, email="invited@az.example")
    wrong = [("desk@az.example", "wrong"), ("nobody@az.example", PASSWORD), ("gone@az.example", PASSWORD)]
    pages = [
        browser.post("/sign-in", {"email": email, "password": word})
        for email, word in [*wrong, ("invited@az.example", "x")]
    ]
    assert {page.status for page in pages} == {422}
    errors = {str(page.one(".govuk-error-summary")) for page in pages}
    assert len(errors) == 1
    assert "do not belong together" in errors.pop()


def test_what_was_typed_stays_but_never_the_password(browser: Browser, person: Person) -> None:
    page = browser.post("/sign-in", {"email": "desk@az.example", "password": "my wrong secret", "next": "/help/"})
    assert page.one("#email")["value"] == "desk@az.example"
    assert page.one("input[name=next]")["value"] == "/help/"
    assert "my wrong secret" not in page.html


def test_empty_fields_are_said_beside_them(browser: Browser) -> None:
    page = browser.post("/sign-in", {"email": "", "password": ""})
    assert page.status == 422
    assert {link["href"] for link in page.all(".govuk-error-summary a")} == {"#email", "#password"}


def test_a_known_and_an_unknown_address_cost_the_same_work(session: Session, person: Person) -> None:
    """Each does one argon2 of the same cost; measured in turns, in processor time, the quickest compared (I17)."""
    known = signing_in.Attempt("k", person.id, person.password_hash)
    unknown = signing_in.Attempt("k", None, None)
    _work(unknown)
    rounds = [(_work(known), _work(unknown)) for _ in range(9)]
    for_known, for_unknown = (min(times) for times in zip(*rounds, strict=True))
    assert abs(for_known - for_unknown) < 0.3 * max(for_known, for_unknown)


def _work(attempt: signing_in.Attempt) -> float:
    began = time.process_time()
    assert not signing_in.is_right(attempt, "wrong")
    return time.process_time() - began


def test_ten_failures_pause_the_account_and_the_page_says_until_when(
    browser: Browser, person: Person, clock: FixedClock
) -> None:
    for _ in range(10):
        assert _sign_in(browser, password="wrong") == 422
    page = browser.post("/sign-in", {"email": "desk@az.example", "password": PASSWORD})
    assert page.status == 422
    assert "after 11:21 Baku" in page.text
    clock.advance(minutes=2)
    assert _sign_in(browser) == 303


def test_an_unknown_address_pauses_alike(browser: Browser, person: Person) -> None:
    for _ in range(10):
        _sign_in(browser, email="nobody@az.example", password="wrong")
    assert "after 11:21 Baku" in browser.post("/sign-in", {"email": "nobody@az.example", "password": "x"}).text


def test_the_pause_grows_to_fifteen_minutes_and_no_further(session: Session, person: Person, clock: FixedClock) -> None:
    pauses = []
    for _ in range(40):
        answer = signing_in.begin_attempt(session, email=person.email, known_browser="", now=clock.now)
        if isinstance(answer, signing_in.Pause):
            pauses.append(answer.ends_at - clock.now)
            clock.now = answer.ends_at
    assert pauses[:5] == [timedelta(minutes=minutes) for minutes in (1, 2, 4, 8, 15)]
    assert max(pauses) == timedelta(minutes=15)


def test_a_stranger_cannot_keep_the_owner_of_a_known_browser_out(browser: Browser, person: Person) -> None:
    """I19."""
    assert _sign_in(browser) == 303
    browser.post("/sign-out")
    stranger = browser.another()
    for _ in range(12):
        _sign_in(stranger, password="wrong")
    assert _sign_in(stranger) == 422
    assert _sign_in(browser) == 303


def test_success_forgets_the_failures(browser: Browser, session: Session, person: Person) -> None:
    for _ in range(9):
        _sign_in(browser, password="wrong")
    assert _sign_in(browser) == 303
    assert session.scalar(select(func.count()).select_from(FailedSignIn)) == 0


def test_attempts_at_one_instant_are_all_counted(session: Session, person: Person, clock: FixedClock) -> None:
    """An attempt counts before its password is checked, so a burst does not pass uncounted."""
    begun = [signing_in.begin_attempt(session, email=person.email, known_browser="", now=clock.now) for _ in range(20)]
    assert sum(isinstance(answer, signing_in.Attempt) for answer in begun) == 10


def test_signing_in_empties_the_cookie_of_before(browser: Browser, app: Flask, person: Person) -> None:
    with browser._client.session_transaction() as cookie:  # noqa: SLF001 - the cookie is what this is about
        cookie["planted"] = "by somebody else"
    _sign_in(browser)
    with browser._client.session_transaction() as cookie:  # noqa: SLF001
        assert "planted" not in cookie
        assert {name for name in cookie if not name.startswith("_")} <= {"visit", "csrf_token"}


def test_signing_out_ends_even_a_copy_of_the_cookie(browser: Browser, person: Person) -> None:
    _sign_in(browser)
    with browser._client.session_transaction() as cookie:  # noqa: SLF001
        copy = dict(cookie)
    assert browser.post("/sign-out").location == "/"
    thief = browser.another()
    with thief._client.session_transaction() as cookie:  # noqa: SLF001
        cookie.update(copy)
    assert thief.get("/settings/profile", follow=False).status == 303


def test_signing_out_leaves_other_browsers_signed_in(browser: Browser, person: Person) -> None:
    other = browser.another()
    _sign_in(browser)
    _sign_in(other)
    browser.post("/sign-out")
    assert other.get("/settings/profile", follow=False).status == 200


def test_a_closed_account_is_signed_out_at_its_next_request(
    browser: Browser, session: Session, person: Person, clock: FixedClock
) -> None:
    _sign_in(browser)
    person.disable(clock.now)
    assert browser.get("/settings/profile", follow=False).location == "/sign-in?next=/settings/profile"


def test_a_page_that_needs_an_account_comes_back_after_signing_in(browser: Browser, person: Person) -> None:
    page = browser.get("/settings/password")
    assert page.h1 == "Sign in"
    wanted = str(page.one("input[name=next]")["value"])
    assert wanted == "/settings/password"
    assert browser.post("/sign-in", {"email": person.email, "password": PASSWORD, "next": wanted}).location == wanted


def test_who_is_signed_in_already_goes_on(browser: Browser, person: Person) -> None:
    browser.sign_in(person)
    assert browser.get("/sign-in?next=/settings/profile", follow=False).location == "/settings/profile"


def test_signing_in_and_out_are_in_the_trail_without_address_or_password(
    browser: Browser, session: Session, person: Person
) -> None:
    _sign_in(browser)
    browser.post("/sign-out")
    rows = session.scalars(select(AuditRow).order_by(AuditRow.number)).all()
    assert [row.action for row in rows] == ["person.signed-in", "person.signed-out"]
    assert [row.facts for row in rows] == [{"means": "password"}, {}]
    assert {row.actor_id for row in rows} == {person.id}


def test_a_broken_cookie_is_nobody(browser: Browser, person: Person) -> None:
    for value in ("", "7", "not an id", 12):
        with browser._client.session_transaction() as cookie:  # noqa: SLF001
            cookie.update(visit=value)
        assert browser.get("/settings/profile", follow=False).status == 303


def test_old_failures_and_ended_sessions_are_tidied(session: Session, clock: FixedClock, person: Person) -> None:
    signing_in.begin_attempt(session, email="a@b.example", known_browser="", now=clock.now)
    sessions.open_session(session, person=person, opening=sessions.Opening(Means.PASSWORD, ""), now=clock.now)
    signing_in.tidy(session, now=clock.advance(hours=1))
    assert session.scalar(select(func.count()).select_from(FailedSignIn)) == 1
    signing_in.tidy(session, now=clock.advance(hours=1))
    assert session.scalar(select(func.count()).select_from(FailedSignIn)) == 0
    sessions.tidy(session, now=clock.advance(days=29))
    assert session.scalar(select(func.count()).select_from(OpenSession)) == 1
    sessions.tidy(session, now=clock.advance(days=2))
    assert session.scalar(select(func.count()).select_from(OpenSession)) == 0


def test_the_help_page_says_whom_to_ask(browser: Browser) -> None:
    assert "administrator of your ministry" in browser.get("/sign-in/help").text


@pytest.mark.parametrize("language", ["az", "tr", "en", "ru"])
def test_the_page_greets_in_four_languages(browser: Browser, language: str) -> None:
    page = browser.another(language).get("/sign-in")
    assert [str(item["lang"]) for item in page.all(".ex-hello li")] == ["az", "tr", "en", "ru"]


@pytest.mark.skipif(ON_POSTGRES, reason="tests/web/test_postgres.py stops the server itself")
def test_a_database_that_does_not_answer_is_a_plain_page(browser: Browser, session: Session, person: Person) -> None:
    """The page of the fault does not ask the database again (trust.md I27)."""
    browser.sign_in(person)
    session.execute(text("DROP TABLE membership"))
    assert browser.get("/settings/profile").status == 503


def test_the_hourly_job_is_registered(app: Flask) -> None:
    assert "accounts.tidy" in {job.name for job in deps_of(app).jobs.recurring}
