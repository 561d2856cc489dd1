"""The search page: what it finds, says and hides, and that it answers when the index does not."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from exchange.kernel.actor import Role
from exchange.practices import searchable
from exchange.practices.models import Practice, Section, Visibility
from exchange.practices.queries.desk import whole
from exchange.search.access import index_of, set_index
from exchange.search.port import Put, SearchIndex, SearchQuery, SearchUnavailableError
from exchange.vocabulary.queries import taxonomy
from exchange.vocabulary.service import import_taxonomy
from tests.factories.accounts import make_ministry, make_person
from tests.factories.practices import make_practice
from tests.support.browser import Browser
from tests.support.statements import asked_of

Publish = Callable[..., Practice]


@pytest.fixture
def publish(app: Flask, session: Session) -> Publish:
    """Make a practice and let the index know it, as the indexer would."""
    import_taxonomy(session)

    def made(country: str = "AZ", title: str = "Himayədar ailə modeli", lang: str = "az", **chosen: Any) -> Practice:
        ministry = make_ministry(session, country)
        practice = make_practice(session, ministry, texts={lang: title}, **{"visibility": Visibility.PUBLIC, **chosen})
        session.commit()
        with app.app_context():
            words = taxonomy(session)
            documents = [doc for row in whole(session, [practice.id]) for doc in searchable.documents_of(row, words)]
            index_of(app).apply([Put(document) for document in documents], 1)
        return practice

    return made


def hits(browser: Browser, address: str) -> list[str]:
    return [str(link["href"]).removeprefix("/practices/") for link in browser.get(address).all(".ex-hit h3 a")]


def test_without_words_everything_readable_is_there(publish: Publish, browser: Browser) -> None:
    shown = publish()
    publish(visibility=Visibility.MEMBERS)
    assert hits(browser, "/search") == [shown.slug]


def test_a_word_without_diacritics_finds_and_is_marked_in_its_own_language(publish: Publish, browser: Browser) -> None:
    practice = publish(sections={Section.PROBLEM: "Uzun illər himayədar ailələr az idi."})
    page = browser.get("/search?q=himayedar")
    assert [link["href"] for link in page.all(".ex-hit h3 a")] == [f"/practices/{practice.slug}"]
    passage = page.one(".ex-hit__passage")
    assert passage["lang"] == "az"
    assert [mark.get_text() for mark in passage.find_all("mark")] == ["Himayədar"]


def test_other_languages_come_with_their_reason(publish: Publish, browser: Browser) -> None:
    publish()
    turkish = publish("TR", "Koruyucu aile hizmeti", "tr")
    page = browser.get("/search?q=himayedar+aile")
    assert page.one(".ex-others h3 a")["href"] == f"/practices/{turkish.slug}"
    assert "Same concept" in page.one(".ex-others").get_text()


def test_a_filter_is_a_link_that_can_be_taken_away(publish: Publish, browser: Browser) -> None:
    publish()
    turkish = publish("TR", "Koruyucu aile hizmeti", "tr")
    page = browser.get("/search?country=TR")
    assert [link["href"] for link in page.all(".ex-hit h3 a")] == [f"/practices/{turkish.slug}"]
    chosen = page.one(".ex-chips a.ex-chip")
    assert chosen["href"] == "/search"
    rows = [row.get_text(" ", strip=True) for row in page.all("label:has(input[name=country])")]
    assert rows == ["Türkiye , 1", "Azerbaijan , 1"]


def test_what_may_not_be_read_changes_no_byte(publish: Publish, browser: Browser) -> None:
    """Trust.md I2: hits, counts, facets and suggestions of two worlds are the same."""
    publish()
    browser.get("/search")
    addresses = ("/search.json", "/search.json?q=himayedar", "/search.json?q=gizli", "/search.json?q=koruyucu+aile")
    before = [browser.raw(address).data for address in addresses]
    publish("TR", "Gizli koruyucu aile", "tr", visibility=Visibility.MINISTRY, themes=("cp.adopt",))
    assert [browser.raw(address).data for address in addresses] == before


def test_words_of_a_narrower_section_find_nothing_for_an_outsider(
    publish: Publish, session: Session, browser: Browser
) -> None:
    sections = {Section.PROBLEM: "Few families.", Section.DIFFICULTIES: "Applications came in a tsunami."}
    practice = publish(sections=sections, field_visibility={"difficulties": "members"})
    assert hits(browser, "/search?q=tsunami") == []
    partner = browser.another().sign_in(make_person(session, make_ministry(session, "TR")))
    assert hits(partner, "/search?q=tsunami") == [practice.slug]
    assert "tsunami" in partner.get("/search?q=tsunami").one(".ex-hit__passage").get_text()


def test_a_practice_withdrawn_since_the_index_was_written_is_not_shown(
    publish: Publish, session: Session, browser: Browser
) -> None:
    """Trust.md I5: each hit is asked of the database again."""
    practice = publish()
    assert hits(browser, "/search") == [practice.slug]
    practice.visibility = Visibility.MINISTRY
    page = browser.get("/search")
    assert page.all(".ex-hit") == []
    assert page.one(".ex-results__count").get_text(strip=True).startswith("0")


def test_nothing_found_says_what_helps(publish: Publish, browser: Browser) -> None:
    publish()
    page = browser.get("/search?q=zzzzqqq&country=TR")
    assert page.one(".ex-empty h3").get_text() == "No practice holds these words"
    assert "/search?q=zzzzqqq" in [key["href"] for key in page.all(".ex-empty a")]
    assert page.all(".ex-empty a[href='/needs/new']") == [], "a visitor speaks for no ministry"


def test_an_official_who_finds_nothing_may_ask_all_partners(
    publish: Publish, browser: Browser, session: Session
) -> None:
    publish()
    browser.sign_in(make_person(session, make_ministry(session, "KZ")))
    assert browser.get("/search?q=zzzzqqq").all(".ex-empty a[href='/needs/new']")


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "q=" + "a" * 5000,
        "q=*&sort=nothing&page=-1",
        "page=99999999999",
        "country=%3Cscript%3E",
        "q=%22&theme=x&theme=y",
    ],
)
def test_whatever_stands_in_the_address_is_answered(publish: Publish, browser: Browser, query: str) -> None:
    publish()
    page = browser.get(f"/search?{query}", check="%00" not in query)  # the header's box shows the byte as it came
    assert page.status == 200
    assert "<script>" not in page.html


def test_programs_get_the_same_hits(publish: Publish, browser: Browser) -> None:
    practice = publish()
    answer = json.loads(browser.raw("/search.json?q=himayedar").data)
    assert (answer["total"], [hit["slug"] for hit in answer["hits"]]) == (1, [practice.slug])


def test_more_hits_ask_no_more_of_the_database(app: Flask, publish: Publish, browser: Browser) -> None:
    numbers = []
    publish()
    browser.raw("/search?q=himayedar")  # what is kept for all pages is there
    for _ in range(2):
        publish()
        with asked_of(app) as asked:
            browser.raw("/search?q=himayedar")
        numbers.append(len(asked))
        publish("TR", "Himayədar haqqında", "tr")
    assert numbers[0] == numbers[1] <= 14  # two of them open the transaction


class AwayIndex:
    """An index that cannot be opened."""

    generation = 0

    def contents(self, _tokens: frozenset[str]) -> None:
        raise SearchUnavailableError("gone")

    def stamp(self) -> int:
        raise SearchUnavailableError("gone")

    def search(self, _query: SearchQuery) -> None:
        raise SearchUnavailableError("gone")


@pytest.fixture
def index_away(app: Flask) -> Iterator[None]:
    real: SearchIndex = index_of(app)
    set_index(app, AwayIndex())  # type: ignore[arg-type]
    yield
    set_index(app, real)


def test_without_the_index_the_database_answers_and_the_page_says_so(
    session: Session, browser: Browser, index_away: None
) -> None:
    ministry = make_ministry(session)
    practice = make_practice(session, ministry, visibility=Visibility.PUBLIC, texts={"en": "Foster family model"})
    make_practice(session, ministry, visibility=Visibility.MINISTRY, texts={"en": "Foster family secret"})
    page = browser.get("/search?q=foster")
    assert [link["href"] for link in page.all(".ex-hit h3 a")] == [f"/practices/{practice.slug}"]
    assert "The search index is being built anew." in page.text


def test_the_navigation_leads_to_the_search(browser: Browser, session: Session) -> None:
    assert browser.get("/practices/").h1 == "Search practices"
    signed_in = browser.another().sign_in(make_person(session, make_ministry(session), roles=[Role.OFFICIAL]))
    assert "/search" in [link["href"] for link in signed_in.get("/search").all("nav a[aria-current]")]
