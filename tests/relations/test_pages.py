"""The pages of the dossiers, as the two ministries, a third one and a visitor see them."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.kernel.actor import Actor
from exchange.kernel.languages import Language
from exchange.kernel.translated import Translated
from exchange.practices.models import Visibility
from exchange.relations import queries
from exchange.relations.models import Circle, CommitmentState, EventKind, Relation
from exchange.relations.views.slots import HOME_DOSSIER
from exchange.web.db import db
from tests.factories.practices import make_practice
from tests.factories.relations import make_event, make_relation
from tests.relations.conftest import Story
from tests.support.browser import Browser
from tests.support.statements import asked_of

QUESTION = "How many interviews do you hold before a decision"
SIX_LINKS = ["Practice", "Question", "Meeting", "4 commitments", "In force", "3 results"]
MOST_QUERIES = 12


def test_a_party_sees_the_whole_chain_from_practice_to_sixty_children(browser: Browser, story: Story) -> None:
    page = browser.sign_in(story.azerbaijani).get(story.address)
    assert [kind.get_text() for kind in page.all(".ex-chain__kind")] == SIX_LINKS
    assert "60 children with foster families" in page.all(".ex-chain__text")[-1].get_text()
    assert [when.get_text() for when in page.all(".ex-chain__when")] == [
        "13 June 2022, sample",
        "20 June 2022, sample",
        "6 July 2022",
        "2 done, 1 in progress",
        "Since November 2023",
        "Last: 24 December 2025",
    ]
    assert page.h1 == "Azerbaijan and Türkiye"
    assert QUESTION in page.text


def test_a_party_proposes_a_meeting_about_the_partners_practice(browser: Browser, story: Story) -> None:
    key = "a[href='/meetings/new?practice=tr-koruyucu-aile']"
    page = browser.sign_in(story.azerbaijani).get(story.address)
    assert page.one(key).get_text(strip=True) == "Propose a meeting"
    assert browser.get("/meetings/new?practice=tr-koruyucu-aile").status == 200
    for other in (browser.another(), browser.another().sign_in(story.kazakh)):
        assert other.get(story.address).all(key) == []


def test_a_visitor_sees_the_public_facts_only(browser: Browser, story: Story) -> None:
    page = browser.get(story.address)
    assert [kind.get_text() for kind in page.all(".ex-chain__kind")] == [
        {"4 commitments": "Commitment"}.get(kind, kind) for kind in SIX_LINKS if kind != "Question"
    ]
    assert len(page.all(".ex-line__one")) == 12
    for private in (
        QUESTION,
        "ex-status--draft",
        "Türkiye publishes the practice",
        "az-e-sosial",
        "az-single-coordination-centres",
    ):
        assert private not in page.html


def test_a_third_ministry_reads_nothing_of_what_the_two_keep_between_them(browser: Browser, story: Story) -> None:
    page = browser.sign_in(story.kazakh).get(story.address)
    assert "Türkiye publishes the practice" in page.text
    for private in (QUESTION, "Agree the text", "Only the two ministries", "Exchange figures on placements"):
        assert private not in page.html


def test_the_other_order_leads_to_the_one_address(browser: Browser, story: Story) -> None:
    page = browser.get(f"/relations/{story.turkiye.slug}/{story.azerbaijan.slug}", follow=False)
    assert (page.status, page.location) == (301, story.address)


def test_a_dossier_that_one_may_not_know_of_looks_like_none(browser: Browser, session: Session, stage: Story) -> None:
    relation = make_relation(session, stage.azerbaijan, stage.turkiye)
    make_event(session, relation, circle=Circle.TWO_INSTITUTIONS)
    browser.sign_in(stage.kazakh)
    hidden = browser.get(stage.address)
    swapped = browser.get(f"/relations/{stage.turkiye.slug}/{stage.azerbaijan.slug}")
    absent = browser.get(f"/relations/{stage.azerbaijan.slug}/nobody")
    assert hidden.status == swapped.status == absent.status == 404
    assert hidden.h1 == absent.h1
    assert browser.sign_in(stage.turkish).get(stage.address).status == 200


def test_an_entry_that_a_reader_may_not_know_of_changes_nothing_for_them(
    browser: Browser, session: Session, story: Story
) -> None:
    paths = [story.address, "/relations/", "/", "/practices/tr-koruyucu-aile"]
    browser.sign_in(story.kazakh)
    before = [_main(browser, path) for path in paths]
    relation = session.scalars(select(Relation)).one()
    hidden = make_practice(session, story.turkiye, visibility=Visibility.MINISTRY)
    make_event(session, relation, circle=Circle.TWO_INSTITUTIONS, practices=[story.practices["tr-koruyucu-aile"].id])
    make_event(session, relation, practices=[hidden.id], happened_on=date(2026, 3, 1))
    assert [_main(browser, path) for path in paths] == before


def _main(browser: Browser, path: str) -> str:
    """What a page says, without the tokens and keys of its forms: they differ each time."""
    main = browser.get(path).one("main")
    for token in main.select("input[type=hidden]"):
        token.decompose()
    return str(main)


def test_a_new_dossier_says_what_will_stand_in_it(browser: Browser, session: Session, stage: Story) -> None:
    make_relation(session, stage.azerbaijan, stage.turkiye)
    page = browser.sign_in(stage.azerbaijani).get(stage.address)
    assert "Nothing stands in this dossier yet" in page.text


def test_each_fact_carries_its_source_and_each_sample_its_mark(browser: Browser, story: Story) -> None:
    rows = browser.sign_in(story.turkish).get(story.address).all(".ex-line__one")
    assert len(rows) == 21
    for row in rows:
        has_source = "Source" in row.get_text()
        is_marked = "Sample" in [status.get_text(strip=True) for status in row.select(".ex-status")]
        assert has_source is not is_marked, row.get_text()


def test_years_stand_newest_first_and_entries_say_who_acted(browser: Browser, story: Story) -> None:
    page = browser.get(story.address)
    years = [heading.get_text() for heading in page.all(".ex-line__year")]
    assert years == ["2026", "2025", "2024", "2023", "2022"]
    latest = page.all(".ex-line__one")[0]
    assert "19 January , Azerbaijan" in " ".join(latest.get_text(" ").split())


def test_figures_stand_with_their_sources(browser: Browser, story: Story) -> None:
    table = browser.get(story.address).one(".ex-figure table")
    cells = [[cell.get_text(strip=True) for cell in row.select("th, td")] for row in table.select("tbody tr")]
    assert cells == [
        ["April 2024", "10", "metbuat.az"],
        ["6 September 2025", "53", "1news.az"],
        ["24 December 2025", "60", "1news.az"],
    ]


def test_an_azerbaijani_reader_reads_it_in_azerbaijani(browser: Browser, story: Story) -> None:
    page = browser.another("az").get(story.address)
    assert "Azərbaycan" in page.h1
    assert "60 uşaq himayədar ailədə" in page.text
    assert "Legal base" not in page.text
    assert "3–4 sentyabr" in page.text


def test_a_text_that_is_missing_in_a_language_is_marked_with_its_own(
    browser: Browser, session: Session, stage: Story
) -> None:
    relation = make_relation(session, stage.azerbaijan, stage.turkiye)
    make_event(session, relation, title=Translated({"en": "Visit to a centre"}))
    page = browser.another("ru").get(stage.address)
    marked = [text.get_text() for text in page.all(".ex-line__title [lang=en]")]
    assert marked == ["Visit to a centre"]


def test_an_overdue_promise_waits_for_the_two(browser: Browser, session: Session, stage: Story) -> None:
    relation = make_relation(session, stage.azerbaijan, stage.turkiye)
    make_event(
        session,
        relation,
        kind=EventKind.COMMITMENT,
        commitment_state=CommitmentState.IN_PROGRESS,
        due_on=date(2026, 2, 28),
        side_ministry_id=stage.azerbaijan.id,
    )
    page = browser.sign_in(stage.turkish).get(stage.address)
    assert "Overdue 10 days" in page.one(".ex-commit").get_text(" ")


def test_narrowing_a_practice_takes_its_name_away_at_once(browser: Browser, session: Session, story: Story) -> None:
    assert "az-dost-centres" in browser.get(story.address).html
    story.practices["az-dost-centres"].visibility = Visibility.MINISTRY
    assert "az-dost-centres" not in browser.get(story.address).html


def test_the_list_shows_what_a_person_may_open_and_counts_only_that(browser: Browser, story: Story) -> None:
    assert "21 entries" in browser.sign_in(story.azerbaijani).get("/relations/").text
    page = browser.sign_in(story.kazakh).get("/relations/")
    assert "13 entries" in page.text
    assert page.one(".ex-card__title a")["href"] == story.address


def test_an_empty_list_says_how_a_dossier_begins(browser: Browser, stage: Story) -> None:
    assert "There is no dossier yet" in browser.sign_in(stage.kazakh).get("/relations/").text


def test_a_visitor_is_asked_to_sign_in_for_the_list(browser: Browser, story: Story) -> None:
    assert browser.get("/relations/", follow=False).status == 303


def test_the_home_page_tells_the_story_with_the_owner_of_the_practice_first(browser: Browser, story: Story) -> None:
    page = browser.get("/")
    sides = [side.get_text(" ", strip=True) for side in page.all(".ex-chain__side")]
    assert [side.split()[-1] for side in sides] == ["Türkiye", "Azerbaijan"]
    assert page.one(".ex-story .ex-more")["href"] == story.address
    assert "How foster care travelled from Ankara to Baku" in page.text


def test_without_the_dossier_the_home_page_shows_no_story(browser: Browser, stage: Story) -> None:
    assert browser.get("/").all(".ex-story") == []


def test_the_practice_page_shows_where_it_went(browser: Browser, story: Story) -> None:
    page = browser.get("/practices/tr-koruyucu-aile")
    assert page.status == 200, page.text[:500]
    ledger = page.one(".ex-ledger")
    stages = [" ".join(stage.get_text(" ").split()) for stage in ledger.select(".ex-stages li")]
    assert stages == ["Studying February 2022", "Decided July 2023", "Piloting no record", "In force November 2023"]
    assert ledger.select_one("[aria-current=step]").get_text().startswith("In force")  # type: ignore[union-attr]
    assert "60 children by 24 December 2025, 53 children by 6 September 2025." in " ".join(ledger.get_text().split())
    assert "At most three children per family" in ledger.get_text()


def test_a_practice_that_nobody_adopts_says_nothing_of_it(browser: Browser, story: Story) -> None:
    assert browser.get("/practices/az-dost-centres").all("#adopted") == []


@pytest.mark.parametrize("path", ["", "/relations/"])
def test_pages_ask_the_database_at_most_twelve_times(app: Flask, browser: Browser, story: Story, path: str) -> None:
    browser.sign_in(story.azerbaijani)
    with app.app_context():
        engine = db.engine
    with asked_of(engine) as statements:
        browser.get(path or story.address)
    assert _reads(statements) <= MOST_QUERIES, "\n".join(statements)


def test_what_stands_on_other_pages_costs_little(app: Flask, session: Session, story: Story) -> None:
    with app.app_context():
        engine = db.engine
    session.commit()
    with asked_of(engine) as for_the_home_page:
        queries.dossier_by_slug(session, actor=Actor.nobody(), slug=HOME_DOSSIER, language=Language.EN)
    assert _reads(for_the_home_page) <= 5


def _reads(statements: list[str]) -> int:
    return sum(statement.startswith("SELECT") for statement in statements)
