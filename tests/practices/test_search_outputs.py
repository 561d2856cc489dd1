"""What else the search gives: offers while typing, feeds, tables, contributions, similar practices."""

import csv
import io
import json
import time
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from exchange.discussion.models import Circulation
from exchange.practices.jobs import rebuild
from exchange.practices.models import Practice, Visibility
from exchange.vocabulary.service import import_taxonomy
from tests.factories.accounts import make_ministry, make_person
from tests.factories.discussion import make_comment
from tests.factories.practices import make_practice
from tests.support.browser import Browser

Publish = Callable[..., Practice]
BUSY_MACHINE = 3  # the whole page, checked as HTML by the test client, beside other tests


@pytest.fixture
def publish(app: Flask, session: Session) -> Publish:
    import_taxonomy(session)

    def made(title: str, lang: str = "en", country: str = "AZ", **chosen: Any) -> Practice:
        ministry = make_ministry(session, country)
        return make_practice(session, ministry, texts={lang: title}, **{"visibility": Visibility.PUBLIC, **chosen})

    return made


@pytest.fixture
def indexed(app: Flask, session: Session) -> Callable[[], int]:
    def run() -> int:
        session.commit()
        with app.app_context():
            return rebuild()

    return run


def offers(browser: Browser, typed: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(browser.raw(f"/search/complete.json?q={typed}").data)
    return found


def test_themes_concepts_ministries_and_titles_are_offered(
    publish: Publish, indexed: Callable[[], int], browser: Browser
) -> None:
    practice = publish("Foster care in Baku")
    indexed()
    found = offers(browser, "foster")
    assert {"Theme", "Practice"} <= {offer["kind"] for offer in found}
    assert f"/practices/{practice.slug}" in {offer["href"] for offer in found}
    assert "Concept" in {offer["kind"] for offer in offers(browser, "himayedar")}
    assert "Ministry" in {offer["kind"] for offer in offers(browser, "ministry")}
    assert offers(browser, "f") == offers(browser, "%00%ff") == []


def test_no_offer_comes_from_what_may_not_be_read(
    publish: Publish, indexed: Callable[[], int], browser: Browser
) -> None:
    publish("Foster care in Baku")
    indexed()
    before = browser.raw("/search/complete.json?q=foster").data
    publish("Foster secrets of Ankara", country="TR", visibility=Visibility.MINISTRY)
    indexed()
    assert browser.raw("/search/complete.json?q=foster").data == before


def test_a_spreadsheet_runs_nothing(publish: Publish, indexed: Callable[[], int], browser: Browser) -> None:
    publish('=HYPERLINK("http://evil.example";"foster care")')
    indexed()
    rows = list(csv.reader(io.StringIO(browser.raw("/search.csv?q=foster").get_data(as_text=True).lstrip("\ufeff"))))
    assert rows[0][0] == "title"
    assert rows[1][0].startswith("'=HYPERLINK")


def test_a_feed_has_an_entry_for_each_hit(publish: Publish, indexed: Callable[[], int], browser: Browser) -> None:
    practice = publish("Foster care & <b>more</b>")
    indexed()
    answer = browser.raw("/search.atom?q=foster")
    feed = ET.fromstring(answer.data)  # noqa: S314 - made by ourselves
    (title,) = feed.findall("{http://www.w3.org/2005/Atom}entry/{http://www.w3.org/2005/Atom}title")
    assert answer.mimetype == "application/atom+xml"
    assert title.text == "Foster care & <b>more</b>"
    assert practice.slug in answer.get_data(as_text=True)


def test_contributions_are_found_by_those_who_read_them(
    publish: Publish, indexed: Callable[[], int], session: Session, browser: Browser
) -> None:
    practice = publish("Day care")
    asker = make_person(session, make_ministry(session, "TR"))
    make_comment(session, practice, asker, circulation=Circulation.PUBLIC, text="How is the escort bus paid?")
    make_comment(session, practice, asker, circulation=Circulation.MEMBERS, text="The minibus costs more.")
    indexed()
    page = browser.get("/search?q=escort&kind=discussion")
    assert "escort" in page.one(".ex-hit__passage mark").get_text()
    assert str(page.one(".ex-hit h3 a")["href"]).startswith("/comments/")
    assert browser.get("/search?q=minibus&kind=discussion").all(".ex-hit") == []
    partner = browser.another().sign_in(asker)
    assert len(partner.get("/search?q=minibus&kind=discussion").all(".ex-hit")) == 1


def test_a_private_contribution_changes_no_byte_for_others(
    publish: Publish, indexed: Callable[[], int], session: Session, browser: Browser
) -> None:
    practice, other = publish("Day care"), publish("Day care at night", country="KZ")
    assert practice.id != other.id
    asker = make_person(session, make_ministry(session, "TR"))
    indexed()
    addresses = ["/search.json?q=care", "/search.json?q=care&sort=discussed", "/search.json?q=minibus"]
    before = [browser.raw(address).data for address in addresses]
    make_comment(session, other, asker, circulation=Circulation.MEMBERS, text="The minibus costs more.")
    indexed()
    assert [browser.raw(address).data for address in addresses] == before


def test_a_query_is_explained_back_and_taken_apart(
    publish: Publish, indexed: Callable[[], int], browser: Browser
) -> None:
    publish("Foster care in Baku")
    indexed()
    page = browser.get('/search?q=care+"foster+care"+-Ankara+country:az')
    chips = {chip.get_text(" ", strip=True): str(chip["href"]) for chip in page.all(".ex-chips a.ex-chip")}
    names = [" ".join(name.split()) for name in chips]
    assert names == [
        "Word: care , remove",
        "Side by side: foster care , remove",
        "Without: Ankara , remove",
        "From the country: Azerbaijan , remove",
    ]
    assert list(chips.values())[2] == "/search?q=care+%22foster+care%22+country:az"


def test_a_false_friend_is_pointed_out(publish: Publish, indexed: Callable[[], int], browser: Browser) -> None:
    publish("Small homes for children")
    indexed()
    note = browser.get("/search?q=usaq+evi").one(".ex-trap").get_text(" ", strip=True)
    assert "large institution" in note
    assert "small home-type unit" in note
    assert browser.get("/search?q=small+homes").all(".ex-trap") == []


def test_an_empty_page_says_what_would_be_found(publish: Publish, indexed: Callable[[], int], browser: Browser) -> None:
    publish("Foster care in Baku")
    indexed()
    page = browser.get("/search?q=foster&country=FI")
    assert "Search without filters (1)" in page.one(".ex-empty").get_text()


def test_similar_practices_are_others_that_may_be_read(
    publish: Publish, indexed: Callable[[], int], browser: Browser
) -> None:
    own = publish("Foster families: “small” -children")
    near = publish("Foster families and their “training”", country="TR")
    hidden = publish("Foster families in secret", country="KZ", visibility=Visibility.MINISTRY)
    indexed()
    page = browser.get(f"/practices/{own.slug}/similar")
    assert [link["href"] for link in page.all("#similar-list a")] == [f"/practices/{near.slug}"]
    assert browser.raw(f"/practices/{hidden.slug}/similar").status_code == 404


@pytest.mark.parametrize(
    "typed",
    [
        "%F0%9F%A6%84+%E2%80%A6",
        "%22",
        "%00%01%1f",
        "*" * 200,
        "((((" * 50,
        "ve",
        "a+" * 5000,
        "%D9%85%D8%B1%D8%AD%D8%A8%D8%A7",
        "-" * 300,
    ],
)
def test_anything_typed_is_answered_soon(
    publish: Publish, indexed: Callable[[], int], browser: Browser, typed: str
) -> None:
    publish("Foster care in Baku")
    indexed()
    before = time.thread_time()
    browser.get(f"/search?q={typed}")
    assert time.thread_time() - before < 0.3 * BUSY_MACHINE


def test_what_was_left_out_is_said(publish: Publish, indexed: Callable[[], int], browser: Browser) -> None:
    publish("Foster care in Baku")
    indexed()
    assert "no letter and no digit" in browser.get("/search?q=foster+%F0%9F%A6%84").one(".ex-results").get_text()
    many = "+".join(f"word{number}" for number in range(14))
    said = browser.get(f"/search?q={many}").one(".ex-results").get_text()
    assert "word13" in said
    assert "twelve words" in said
