"""Practices on the public home, in the lists of themes and countries: only what the reader may read."""

import re
from datetime import date

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from exchange.accounts.models import Ministry
from exchange.practices.models import Visibility
from exchange.vocabulary.service import import_taxonomy
from tests.factories.accounts import make_ministry, make_person
from tests.factories.practices import make_practice
from tests.home.questions import selects_of
from tests.support.browser import Browser

PATHS = ["/", "/themes", "/countries"]


@pytest.fixture
def ministry(session: Session) -> Ministry:
    import_taxonomy(session)
    return make_ministry(session, "AZ")


@pytest.fixture
def published(session: Session, ministry: Ministry) -> None:
    turkish = make_ministry(session, "TR")
    for number in range(1, 6):
        make_practice(
            session,
            ministry if number % 2 else turkish,
            visibility=Visibility.PUBLIC,
            texts={"az": f"Təcrübə {number}", "en": f"Practice {number}"},
            confirmed_on=date(2026, 1, number),
            valid_until=date(2027, 1, number),
        )


def _without_noise(html: str) -> str:
    return re.sub(r'nonce="[^"]*"|name="csrf_token" value="[^"]*"', "", html)


def test_the_four_confirmed_last_are_shown_newest_first(browser: Browser, published: None) -> None:
    page = browser.get("/")
    assert [title.get_text() for title in page.all(".ex-card__title")] == [f"Practice {n}" for n in (5, 4, 3, 2)]
    assert "Confirmed Jan 2026" in page.text
    assert "Search 5 practices from 2 countries" in page.text
    assert "All 5 practices" in page.text


def test_a_title_that_is_not_in_the_readers_language_says_so(browser: Browser, published: None) -> None:
    title = browser.another("ru").get("/").all(".ex-card__title a")[0]
    assert (title.get_text(), title["lang"]) == ("Practice 5", "en")


def test_themes_and_countries_lead_to_their_practices(browser: Browser, published: None) -> None:
    theme = browser.get("/themes").one('a[href="/search?theme=cp.foster"]')
    assert theme.find_parent("li").get_text(" ", strip=True).endswith("5 practices")  # type: ignore[union-attr]
    names = [link.get_text(" ", strip=True) for link in browser.get("/countries").all(".ex-themes__link")]
    assert names == ["AZ Azerbaijan", "TR Türkiye"]


def test_countries_stand_in_the_order_of_the_readers_alphabet(
    browser: Browser, session: Session, published: None
) -> None:
    make_practice(session, make_ministry(session, "EE"), visibility=Visibility.PUBLIC)
    make_practice(session, make_ministry(session, "FI"), visibility=Visibility.PUBLIC)
    names = [
        link.get_text(" ", strip=True)[3:] for link in browser.another("az").get("/countries").all(".ex-themes__link")
    ]
    assert names == ["Azərbaycan", "Estoniya", "Finlandiya", "Türkiyə"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("visibility", [Visibility.MEMBERS, Visibility.MINISTRY, Visibility.PARTNERS])
def test_what_a_visitor_may_not_read_changes_no_byte(
    browser: Browser, session: Session, ministry: Ministry, published: None, path: str, visibility: Visibility
) -> None:
    """Non-interference (trust.md I2)."""
    before = _without_noise(browser.get(path).html)
    make_practice(session, ministry, visibility=visibility, confirmed_on=date(2026, 3, 1), themes=("cp.foster",))
    assert _without_noise(browser.get(path).html) == before


@pytest.mark.parametrize("path", PATHS)
def test_a_longer_list_asks_no_more_questions(app: Flask, browser: Browser, published: None, path: str) -> None:
    assert len(selects_of(app, browser, path)) <= 12


def test_a_partner_sees_what_is_for_members_in_the_counts(browser: Browser, session: Session, published: None) -> None:
    make_practice(session, make_ministry(session, "KZ"), visibility=Visibility.MEMBERS)
    browser.sign_in(make_person(session, make_ministry(session, "TR")))
    assert "Kazakhstan" in browser.get("/countries").text
    assert "Kazakhstan" not in browser.another().get("/countries").text
