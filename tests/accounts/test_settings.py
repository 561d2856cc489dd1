"""What people change about their own account."""

import pytest
from sqlalchemy.orm import Session

from exchange.accounts.models import Person
from exchange.accounts.service.passwords import is_password
from exchange.kernel.actor import Role
from tests.factories.accounts import make_ministry, make_person
from tests.support.browser import Browser

PASSWORD, NEW = "korrekt staple nine", "another staple ten"


@pytest.fixture
def person(session: Session) -> Person:
    return make_person(session, make_ministry(session), password=PASSWORD, roles=[Role.PUBLISHER])


def test_the_page_speaks_the_new_language_at_once(browser: Browser, person: Person) -> None:
    browser.sign_in(person)
    browser.get("/settings/profile?lang=ru")
    page = browser.post("/settings/profile", {"language": "az", "zone": "", "theme": ""}, follow=True)
    assert page.one("html")["lang"] == "az"


def test_the_clock_of_the_header_is_the_chosen_one(browser: Browser, person: Person) -> None:
    browser.sign_in(person)
    page = browser.post("/settings/profile", {"language": "en", "zone": "Europe/Brussels", "theme": ""}, follow=True)
    cities = [city.get_text() for city in page.all(".ex-capitals__city")]
    assert cities == ["Brussels", "Ankara"]
    assert "08:20" in page.text
    assert page.one("#zone option[selected]")["value"] == "Europe/Brussels"


def test_the_appearance_is_there_from_the_first_byte(browser: Browser, person: Person) -> None:
    browser.sign_in(person)
    page = browser.post("/settings/profile", {"language": "en", "zone": "", "theme": "dark"}, follow=True)
    assert page.one("html")["data-theme"] == "dark"


@pytest.mark.parametrize(
    "wrong",
    [
        {"language": "xx", "zone": "", "theme": ""},
        {"language": "en", "zone": "Mars/Olympus", "theme": ""},
        {"language": "en", "zone": "../etc/passwd", "theme": ""},
        {"language": "en", "zone": "", "theme": "neon"},
    ],
)
def test_what_is_not_on_the_list_is_refused(browser: Browser, person: Person, wrong: dict[str, str]) -> None:
    browser.sign_in(person)
    page = browser.post("/settings/profile", wrong)
    assert page.status == 422
    assert page.one(".govuk-error-summary")


@pytest.mark.parametrize(
    ("country", "cities"), [("AZ", ["Baku", "Ankara"]), ("TR", ["Ankara", "Baku"]), ("KZ", ["Astana", "Baku"])]
)
def test_the_own_capital_comes_before_the_partners(
    browser: Browser, session: Session, country: str, cities: list[str]
) -> None:
    browser.sign_in(make_person(session, make_ministry(session, country)))
    assert [city.get_text() for city in browser.get("/").all(".ex-capitals__city")] == cities


def test_a_new_password_signs_out_every_other_device_but_not_this_one(
    browser: Browser, session: Session, person: Person
) -> None:
    other = browser.another()
    for one in (browser, other):
        one.post("/sign-in", {"email": person.email, "password": PASSWORD})
    answer = browser.post("/settings/password", {"current": PASSWORD, "password": NEW})
    assert answer.status == 303
    assert browser.get("/settings/profile", follow=False).status == 200
    assert other.get("/settings/profile", follow=False).status == 303
    session.refresh(person)
    assert is_password(person.password_hash, NEW)


def test_a_wrong_current_password_changes_nothing(browser: Browser, session: Session, person: Person) -> None:
    browser.sign_in(person)
    page = browser.post("/settings/password", {"current": "wrong", "password": NEW})
    assert page.status == 422
    assert page.one(".govuk-error-summary a")["href"] == "#current"
    session.refresh(person)
    assert is_password(person.password_hash, PASSWORD)


def test_a_weak_new_password_is_refused(browser: Browser, person: Person) -> None:
    browser.sign_in(person)
    page = browser.post("/settings/password", {"current": PASSWORD, "password": "password1234"})
    assert page.status == 422
    assert page.one(".govuk-error-summary a")["href"] == "#password"


@pytest.mark.parametrize("path", ["/settings/", "/settings/profile", "/settings/password", "/admin/people"])
def test_settings_are_for_those_who_are_signed_in(browser: Browser, path: str) -> None:
    assert browser.get(path, follow=False).location == f"/sign-in?next={path}"


@pytest.mark.parametrize("language", ["az", "tr", "en", "ru"])
@pytest.mark.parametrize("path", ["/settings/profile", "/settings/password", "/admin/people"])
def test_every_page_opens_in_every_language(browser: Browser, session: Session, path: str, language: str) -> None:
    administrator = make_person(session, make_ministry(session), roles=[Role.ADMINISTRATOR], language=language)
    browser.sign_in(administrator)
    assert browser.get(path).one("html")["lang"] == language


def test_the_platforms_own_have_pages_too(browser: Browser, session: Session) -> None:
    browser.sign_in(make_person(session, runs_platform=True))
    assert browser.get("/").status == 200
    assert browser.get("/settings/profile").status == 200
    assert browser.get("/admin/people").status == 404
