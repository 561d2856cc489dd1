"""One's own sessions: listed, ended, named by browser; cookies; what a leaver keeps (I16, I18)."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Means, OpenSession, Passkey, Person, TimeCode
from exchange.accounts.service import people
from exchange.accounts.views.browsers import browser_name
from exchange.app import create_app
from exchange.kernel import kept
from exchange.kernel.actor import Role
from exchange.kernel.settings import Settings
from exchange.notifications.models import Mail, MailState, StoredNotice
from exchange.notifications.service import notify
from exchange.web.idle import PagesOnly
from exchange.web.same import KEEPS_PARTS
from tests.conftest import TEST_KEY
from tests.factories.accounts import actor_for, make_ministry, make_person
from tests.factories.notifications import make_notice
from tests.support.browser import Browser
from tests.support.clock import START, FixedClock
from tests.support.page import Page
from tests.support.signing import session_of

PASSWORD = "korrekt staple nine"


@pytest.fixture(autouse=True)
def _kept(app: Flask) -> Iterator[None]:
    """As in service: who is signed in is kept while nothing is written about people and sessions."""
    app.config[KEEPS_PARTS] = True
    yield
    kept.begin(None)


@pytest.fixture
def person(session: Session) -> Person:
    return make_person(session, make_ministry(session), email="desk@az.example", password=PASSWORD)


def sign_in(browser: Browser) -> Browser:
    assert browser.post("/sign-in", {"email": "desk@az.example", "password": PASSWORD}).status == 303
    return browser


def is_inside(browser: Browser) -> bool:
    return browser.get("/settings/profile", follow=False).status == 200


def test_the_list_shows_every_device_and_ends_one(browser: Browser, session: Session, person: Person) -> None:
    sign_in(browser)
    lost = sign_in(browser.another())
    page = browser.get("/settings/security")
    assert page.text.count("This device") == 1
    forms = page.all("form[action*='/settings/security/sessions/']")
    assert len(forms) == 2
    assert browser.post(str(forms[0]["action"])).status == 303
    assert is_inside(browser)
    assert not is_inside(lost)


def test_all_other_devices_can_be_signed_out_at_once(browser: Browser, person: Person) -> None:
    sign_in(browser)
    others = [sign_in(browser.another()) for _ in range(3)]
    browser.post("/settings/security/sessions/end")
    assert is_inside(browser)
    assert not any(is_inside(other) for other in others)


def test_only_who_has_just_shown_a_factor_signs_out_other_devices(
    browser: Browser, session: Session, person: Person, clock: FixedClock
) -> None:
    """ASVS 7.5.2: a stolen session does not throw its owner out."""
    sign_in(browser)
    owner = sign_in(browser.another())
    clock.advance(minutes=16)
    own = session.scalars(select(OpenSession.id)).all()
    for path in ("end", *(f"{one}/end" for one in own)):
        assert str(browser.post(f"/settings/security/sessions/{path}").location).startswith("/sign-in/again"), path
    assert is_inside(owner)
    assert is_inside(browser)


def test_a_session_ends_after_two_hours_without_a_page(browser: Browser, person: Person) -> None:
    with time_machine.travel(START, tick=False) as watch:  # the cookie is signed with the clock of the machine
        sign_in(browser)
        for _ in range(3):
            watch.shift(timedelta(minutes=119))
            assert is_inside(browser)
        watch.shift(timedelta(minutes=121))
        assert not is_inside(browser)


def test_an_open_page_that_asks_for_the_bell_does_not_keep_a_session_alive(browser: Browser, person: Person) -> None:
    """It asks once a minute, whether somebody sits before it or not."""
    with time_machine.travel(START, tick=False) as watch:
        sign_in(browser)
        answers = []
        for _ in range(125):
            watch.shift(timedelta(minutes=1))
            answers.append(_by_the_page(browser, "/notifications/unread").status)
        assert answers == [200] * 120 + [303] * 5
        assert not is_inside(browser)


def _by_the_page(browser: Browser, path: str) -> Page:
    return browser.get(path, headers={"HX-Request": "true"}, follow=False, check=False)


def test_a_part_that_a_page_loads_leaves_the_cookie_to_the_page(app: Flask, session: Session, person: Person) -> None:
    session.commit()
    client = app.test_client()
    with client.session_transaction() as cookies:
        cookies.update(session_of(app, person) | {"_permanent": True})
    assert "Set-Cookie" in client.get("/").headers
    part = client.get("/changed?few=y", headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert "Set-Cookie" not in part.headers
    assert "Set-Cookie" in client.get("/changed").headers


@pytest.mark.parametrize(
    ("path", "asked_for"), [("/static/exchange.css", "style"), ("/static/exchange.js", None), ("/files/none", "image")]
)
def test_what_a_page_is_drawn_with_leaves_the_cookie_to_the_page(
    app: Flask, session: Session, person: Person, path: str, asked_for: str | None
) -> None:
    """The style sheet of the last page may come after the next page: its older cookie undid a choice of language."""
    session.commit()
    client = app.test_client()
    with client.session_transaction() as cookies:
        cookies.update(session_of(app, person) | {"_permanent": True})
    client.get("/")
    answer = client.get(path, headers={"Sec-Fetch-Dest": asked_for} if asked_for else {})
    answer.close()
    assert "Set-Cookie" not in answer.headers


def test_a_session_ends_after_a_working_day_however_busy(browser: Browser, person: Person, clock: FixedClock) -> None:
    sign_in(browser)
    for _ in range(11):
        clock.advance(hours=1)
        assert is_inside(browser)
    clock.advance(hours=1)
    assert not is_inside(browser)


def test_a_new_browser_is_told_of_and_a_known_one_is_not(browser: Browser, session: Session, person: Person) -> None:
    sign_in(browser)
    assert session.scalars(select(StoredNotice.kind)).all() == [], "the first sign-in of all is no surprise"
    browser.post("/sign-out")
    sign_in(browser)
    assert session.scalars(select(StoredNotice.kind)).all() == []
    sign_in(browser.another())
    assert session.scalars(select(StoredNotice.kind)).all() == ["account.new_browser"]


def test_a_leaver_loses_everything_in_one_step(
    browser: Browser, session: Session, person: Person, run_jobs: Callable[[], int], clock: FixedClock
) -> None:
    """trust.md I16 and I13: sessions, proofs and waiting mails end with the account."""
    boss = make_person(session, None, runs_platform=True)
    sign_in(browser)
    session.add(TimeCode(person_id=person.id, sealed_secret="x", made_at=clock.now))
    session.add(Passkey(person_id=person.id, credential_id="k", public_key=b"k", name="n", made_at=clock.now))
    notify(session, person_id=person.id, notice=make_notice(guard=""), now=clock.now)
    people.disable_person(session, actor=actor_for(boss), person_id=person.id, now=clock.now)
    session.commit()
    assert not is_inside(browser)
    assert session.scalars(select(TimeCode)).all() == []
    assert session.scalars(select(Passkey)).all() == []
    assert {mail.state for mail in session.scalars(select(Mail))} == {MailState.WITHHELD}
    run_jobs()
    assert {mail.state for mail in session.scalars(select(Mail))} == {MailState.WITHHELD}


def test_a_copied_cookie_dies_with_the_proof_again(browser: Browser, person: Person, clock: FixedClock) -> None:
    browser.sign_in(person, Means.PASSWORD)
    with browser._client.session_transaction() as cookie:  # noqa: SLF001 - the cookie is what this is about
        copy = dict(cookie)
    assert browser.post("/sign-in/again", {"password": PASSWORD, "next": "/"}).status == 303
    thief = browser.another()
    with thief._client.session_transaction() as cookie:  # noqa: SLF001
        cookie.update(copy)
    assert is_inside(browser)
    assert not is_inside(thief)


def test_under_https_the_cookie_is_bound_to_the_host(tmp_path: object) -> None:
    settings = Settings(
        data=str(tmp_path),
        secret_key=TEST_KEY,
        public_url="https://exchange.example",
        search_url="memory://",
        mail_url="memory://",
        log_level="error",
    )
    app = create_app(settings)
    assert app.config["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert app.config["SESSION_COOKIE_SECURE"]
    assert app.config["SESSION_COOKIE_HTTPONLY"]
    assert app.config["SESSION_COOKIE_DOMAIN"] is None
    assert app.config["SESSION_COOKIE_SAMESITE"] == "Lax"
    signer = PagesOnly().get_signing_serializer(app)
    assert signer is not None
    assert len(signer.dumps({}).rpartition(".")[2]) == 43, "HMAC-SHA-256 in base64"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/150 Safari/537.36 Edg/150",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Version/19 Safari/604",
            "Safari, iPhone",
        ),
        ("<script>alert(1)</script>", ""),
        ("", ""),
    ],
)
def test_browsers_are_named_as_their_owner_would(agent: str, name: str) -> None:
    assert browser_name(agent) == name


def test_strangers_sessions_cannot_be_ended(browser: Browser, session: Session, person: Person) -> None:
    sign_in(browser)
    opened = session.scalars(select(OpenSession)).one()
    other = browser.another()
    other.sign_in(make_person(session, make_ministry(session, "TR"), roles=[Role.ADMINISTRATOR]))
    assert other.post(f"/settings/security/sessions/{opened.id}/end").status == 404
    assert is_inside(browser)
