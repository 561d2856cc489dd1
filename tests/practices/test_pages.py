"""The pages of a practice: read it, and read no more of it than one may."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from exchange.kernel.actor import Role
from exchange.kernel.translated import Translated
from exchange.practices.models import LegalAct, Result, Rows, Section, Source, Visibility
from exchange.vocabulary.service import import_taxonomy
from tests.factories.accounts import make_ministry, make_person
from tests.factories.practices import make_practice
from tests.support.browser import Browser
from tests.support.statements import asked_of

MINISTRY = Translated({"en": "Ministry"})
WORDS = {Section.PROBLEM: "Few families.", Section.DIFFICULTIES: "Applications came in a wave."}


@pytest.fixture
def count_queries(app: Flask) -> Iterator[Callable[[], list[str]]]:
    """Call it to begin: the list that it returns fills with every SELECT from then on."""
    with asked_of(app, "SELECT") as asked:

        def begin() -> list[str]:
            asked.clear()
            return asked

        yield begin


def without_chance(data: bytes) -> bytes:
    """Nonces and tokens are drawn anew for each answer; everything else must be equal."""
    return re.sub(rb'(nonce="|name="csrf_token" value=")[^"]+"', b"", data)


def test_a_visitor_reads_a_public_practice(session: Session, browser: Browser) -> None:
    practice = make_practice(session, make_ministry(session), visibility=Visibility.PUBLIC, sections=WORDS)
    page = browser.get(f"/practices/{practice.slug}")
    assert page.status == 200
    assert page.h1 == "Foster care" or page.h1.startswith("Foster care")
    assert [head["id"] for head in page.all(".ex-read h2")][:2] == ["problem", "difficulties"]


def test_the_page_has_the_readers_language_and_the_original_under_it(session: Session, browser: Browser) -> None:
    titles = {"az": "Himayədar ailə modeli", "en": "Foster family model"}
    practice = make_practice(session, make_ministry(session), visibility=Visibility.PUBLIC, texts=titles)
    page = browser.get(f"/practices/{practice.slug}")
    assert page.h1 == "Foster family model"
    assert page.one(".ex-practice__orig")["lang"] == "az"
    assert [link["hreflang"] for link in page.all(".ex-langstate__one")] == ["az", "en"]
    original = browser.get(f"/practices/{practice.slug}/az")
    assert original.h1 == "Himayədar ailə modeli"
    assert original.one("h1")["lang"] == "az"
    assert browser.get(f"/practices/{practice.slug}/ru").status == 404


@pytest.mark.parametrize(
    "suffix", ["", "/en", "/v/1", ".md", ".json", "/edit", "/review", "/history", "/withdraw", "/edit/tr"]
)
def test_what_may_not_be_known_of_looks_like_what_does_not_exist(
    session: Session, browser: Browser, suffix: str
) -> None:
    practice = make_practice(session, make_ministry(session), visibility=Visibility.MINISTRY, slug="az-hidden")
    browser.sign_in(make_person(session, make_ministry(session, "TR"), roles=[Role.PUBLISHER, Role.REVIEWER]))
    hidden, absent = browser.raw(f"/practices/{practice.slug}{suffix}"), browser.raw(f"/practices/az-absent{suffix}")
    assert hidden.status_code == absent.status_code == 404
    assert without_chance(hidden.data).replace(b"az-hidden", b"az-absent") == without_chance(absent.data)


@pytest.mark.parametrize("suffix", ["edit", "edit/tr", "review", "revise", "withdraw"])
def test_what_may_not_be_known_of_cannot_be_changed(session: Session, browser: Browser, suffix: str) -> None:
    practice = make_practice(session, make_ministry(session), visibility=Visibility.MINISTRY, slug="az-hidden")
    browser.sign_in(make_person(session, make_ministry(session, "TR"), roles=[Role.PUBLISHER, Role.REVIEWER]))
    typed = {"title": "Mine now", "decision": "clear", "document_number": "1", "version": "1", "reason": "Because"}
    hidden, absent = (browser.post(f"/practices/{slug}/{suffix}", typed) for slug in (practice.slug, "az-absent"))
    assert hidden.status == absent.status == 404
    chanceless = [without_chance(page.html.encode()) for page in (hidden, absent)]
    assert chanceless[0].replace(b"az-hidden", b"az-absent") == chanceless[1]


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", " https:evil", "//evil.example"])
def test_only_web_addresses_become_links(session: Session, browser: Browser, link: str) -> None:
    practice = make_practice(session, make_ministry(session), visibility=Visibility.PUBLIC)
    act = LegalAct(kind="law", title=Translated({"en": "An act"}), link=link)
    assert practice.published_revision
    practice.published_revision.rows = Rows(legal_acts=(act,), sources=(Source(link=link),))
    page = browser.get(f"/practices/{practice.slug}")
    assert "An act" in page.text
    assert link.strip() not in [anchor.get("href") for anchor in page.all(".ex-read a")]


def test_a_long_address_may_break_and_loses_no_letter(session: Session, browser: Browser) -> None:
    address = "https://www.example.org/haber/2012/7/13/koruyucu-aile-basvuru-sayisi-323-bine-ulasti-haberi-6121096"
    practice = make_practice(session, make_ministry(session), visibility=Visibility.PUBLIC)
    assert practice.published_revision
    practice.published_revision.rows = Rows(sources=(Source(link=address),))
    link = browser.get(f"/practices/{practice.slug}").one(".ex-read a[rel]")
    assert link["href"] == link.get_text() == address
    assert len(link.find_all("wbr")) > 4


@pytest.mark.parametrize("suffix", ["", ".md", ".json", "/v/1"])
def test_a_narrower_section_is_in_no_byte_for_an_outsider(session: Session, browser: Browser, suffix: str) -> None:
    ministry = make_ministry(session)
    narrow = {"difficulties": Visibility.MEMBERS.value}
    practice = make_practice(session, ministry, visibility=Visibility.PUBLIC, sections=WORDS, field_visibility=narrow)
    assert b"wave" not in browser.raw(f"/practices/{practice.slug}{suffix}").data
    partner = browser.another().sign_in(make_person(session, make_ministry(session, "TR")))
    assert b"wave" in partner.raw(f"/practices/{practice.slug}{suffix}").data
    page = partner.get(f"/practices/{practice.slug}")
    assert "Shown to signed-in partners only" in page.text


def test_three_values_of_one_indicator_are_a_line_and_a_table(session: Session, browser: Browser) -> None:
    practice = make_practice(session, make_ministry(session), visibility=Visibility.PUBLIC)
    children = Translated({"en": "Children in foster care"})
    results = tuple(
        Result(indicator=children, value=value, unit="children", period=period, source="Register", stated_by=MINISTRY)
        for period, value in [("2002", 515.0), ("2012", 1492.0), ("2023-07", 9187.0)]
    )
    assert practice.published_revision
    practice.published_revision.rows = Rows(results=results)
    page = browser.get(f"/practices/{practice.slug}")
    assert page.one("svg.ex-chart--line")["role"] == "img"
    cells = [row.get_text(" ", strip=True) for row in page.all(".ex-figure tbody tr")]
    assert cells[1].startswith("2012 1,492 children ")
    assert [word for word in ("Ministry", "Register") if word not in cells[1]] == []


def test_a_sample_is_called_one(session: Session, browser: Browser) -> None:
    practice = make_practice(session, make_ministry(session), visibility=Visibility.PUBLIC, is_sample=True)
    assert "sample" in browser.get(f"/practices/{practice.slug}").one(".ex-practice__head").get_text()


def test_evidence_and_freshness_stand_beside_it(session: Session, browser: Browser) -> None:
    facts: dict[str, Any] = {"review_level": 3, "review_date": date(2025, 12, 4), "valid_until": date(2026, 4, 1)}
    practice = make_practice(session, make_ministry(session), visibility=Visibility.PUBLIC, **facts)
    text = browser.get(f"/practices/{practice.slug}").text
    assert "Level 3 of 4. Judged by the evidence reviewer on 4 December 2025." in text
    assert "Due for confirmation in 22 days" in text


def test_hostile_words_stay_words(session: Session, browser: Browser) -> None:
    title = '<script>alert(1)</script> & "quoted"'
    practice = make_practice(session, make_ministry(session), visibility=Visibility.PUBLIC, texts={"en": title})
    page = browser.get(f"/practices/{practice.slug}")
    assert page.one("h1").get_text() == title
    assert "<script>alert" not in page.html


def test_a_withdrawn_practice_is_gone_for_its_readers_at_once(session: Session, browser: Browser) -> None:
    ministry = make_ministry(session)
    author = make_person(session, ministry, roles=[Role.PUBLISHER])
    practice = make_practice(session, ministry, visibility=Visibility.PUBLIC, author=author)
    owner = browser.another().sign_in(author)
    assert owner.post(f"/practices/{practice.slug}/withdraw", {"reason": ""}).status == 422
    assert owner.post(f"/practices/{practice.slug}/withdraw", {"reason": "A figure was wrong."}).status == 303
    assert browser.get(f"/practices/{practice.slug}").status == 404
    assert "A figure was wrong." in owner.get(f"/practices/{practice.slug}/history").text


def test_more_texts_and_languages_ask_no_more_of_the_database(
    session: Session, browser: Browser, count_queries: Callable[[], list[str]]
) -> None:
    import_taxonomy(session)
    ministry = make_ministry(session)
    short = make_practice(session, ministry, visibility=Visibility.PUBLIC, texts={"en": "Short"})
    titles = {"en": "Long", "az": "Uzun", "tr": "Uzun", "ru": "Длинный"}
    long = make_practice(
        session,
        ministry,
        visibility=Visibility.PUBLIC,
        texts=titles,
        sections=dict.fromkeys(Section, "Words."),
        themes=("cp.foster", "cp.alt", "fs.visit"),
    )
    browser.raw("/themes")  # the process keeps the taxonomy
    numbers = []
    for practice in (short, long):
        session.commit()
        asked = count_queries()
        browser.raw(f"/practices/{practice.slug}")
        numbers.append(len(asked))
    assert numbers[0] == numbers[1]
