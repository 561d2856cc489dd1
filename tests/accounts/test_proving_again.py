"""What a stolen session must not do asks for a proof of the last fifteen minutes (trust.md I18)."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Means, Ministry, OpenSession, Person
from exchange.kernel.actor import Role
from tests.accounts.codes import PASSWORD, code_of, enrolled
from tests.factories.accounts import make_ministry, make_person
from tests.support.browser import Browser
from tests.support.clock import FixedClock


@pytest.fixture
def ministry(session: Session) -> Ministry:
    return make_ministry(session)


@pytest.fixture
def administrator(session: Session, ministry: Ministry) -> Person:
    return make_person(session, ministry, email="admin@az.example", password=PASSWORD, roles=[Role.ADMINISTRATOR])


@pytest.fixture
def official(session: Session, ministry: Ministry) -> Person:
    return make_person(session, ministry, email="desk@az.example", password=PASSWORD)


def test_dangerous_acts_ask_again_after_fifteen_minutes(
    browser: Browser, session: Session, administrator: Person, official: Person, clock: FixedClock
) -> None:
    secret, _ = enrolled(session, administrator, clock)
    browser.sign_in(administrator)
    assert browser.get("/admin/people", follow=False).status == 200
    clock.advance(minutes=16)
    assert browser.get("/admin/people", follow=False).location == "/sign-in/again?next=/admin/people"
    assert browser.post(f"/admin/people/{official.id}/disable").location == "/sign-in/again?next=/"
    session.refresh(official)
    assert official.disabled_at is None
    page = browser.get("/sign-in/again?next=/admin/people")
    assert not page.all("input[type=password]"), "the strongest proof that the account has is asked for"
    before = session.scalars(select(OpenSession.visit)).all()
    assert browser.post("/sign-in/again", {"code": "000000", "next": "/admin/people"}).status == 422
    answer = browser.post("/sign-in/again", {"code": code_of(secret, clock), "next": "/admin/people"})
    assert answer.location == "/admin/people"
    assert browser.get("/admin/people", follow=False).status == 200
    assert session.scalars(select(OpenSession.visit)).all() != before, "under a new number"


def test_without_a_second_factor_the_password_is_asked_again(
    browser: Browser, official: Person, clock: FixedClock
) -> None:
    browser.sign_in(official, Means.PASSWORD)
    clock.advance(minutes=16)
    assert browser.get("/settings/security/app", follow=False).status == 303
    assert browser.post("/sign-in/again", {"password": "wrong", "next": "/"}).status == 422
    assert browser.post("/sign-in/again", {"password": PASSWORD, "next": "/settings/security/app"}).status == 303
    assert browser.get("/settings/security/app", follow=False).status == 200
