"""The calendar of meetings: the right days on the reader's clock, with one ministry or all, in few queries."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from exchange.accounts.models import Ministry, Person
from exchange.kernel.actor import Role
from tests.factories.accounts import make_ministry, make_person
from tests.factories.meetings import WEDNESDAY, Talk, cancel, make_agreed, make_scheduled
from tests.factories.practices import make_practice
from tests.support.browser import Browser
from tests.support.page import Page
from tests.support.statements import asked_of

MARCH = "/meetings/calendar?day=2026-03-18"


def cell(page: Page, day: int) -> Any:
    """The cell of a day of the month shown."""
    return page.all("td.ex-cal__day:not(.is-outside)")[day - 1]


def test_a_month_shows_a_meeting_on_its_day_with_both_clocks(browser: Browser, session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    page = browser.sign_in(talk.asker).get(MARCH)
    assert page.one("#shown").get_text() == "March 2026"
    text = cell(page, 18).get_text(" ", strip=True)
    assert "11:00 Baku" in text
    assert "10:00 Ankara" in text
    assert cell(page, 18).select_one(f"a[href='/meetings/{request.id}']")
    assert "first talk" not in cell(page, 17).get_text()
    assert len(page.all("td.ex-cal__day")) % 7 == 0


def test_a_meeting_stands_on_the_day_of_the_readers_clock(browser: Browser, session: Session, talk: Talk) -> None:
    """20:30 UTC is half past midnight of the next day in Baku, and still the same evening in Ankara."""
    make_agreed(session, talk, starts=(datetime.fromisoformat("2026-03-18T20:30Z"),))
    assert "foster" in cell(browser.sign_in(talk.asker).get(MARCH), 19).get_text()
    assert "foster" in cell(browser.another().sign_in(talk.expert).get(MARCH), 18).get_text()


def test_the_holidays_of_the_reader_and_of_the_chosen_ministry_are_named(
    browser: Browser, session: Session, talk: Talk
) -> None:
    make_scheduled(session, talk)
    browser.sign_in(talk.asker)
    april = "/meetings/calendar?day=2026-04-23"
    assert "Sovereignty" not in browser.get(april).text
    assert "Sovereignty" in cell(browser.get(f"{april}&with={talk.tr.slug}"), 23).get_text()
    assert "Spring Festival" in cell(browser.get(MARCH), 20).get_text()


def test_a_week_and_a_list_show_the_same_meetings(browser: Browser, session: Session, talk: Talk) -> None:
    make_scheduled(session, talk)
    make_agreed(session, talk, starts=(WEDNESDAY + timedelta(days=7),))
    browser.sign_in(talk.expert)
    week = browser.get(f"{MARCH}&view=week")
    assert len(week.all("li.ex-cal-week__day")) == 7
    assert len(week.all(".ex-cal__one")) == 1
    assert "Scheduled" in week.one("[id='2026-03-18']").get_text()
    listed = browser.get(f"{MARCH}&view=list")
    assert [one["id"] for one in listed.all("section.ex-cal-list")] == ["2026-03-18", "2026-03-25"]
    assert "Wednesday 25 March 2026" in listed.text.replace(",", "")


def test_only_meetings_with_the_chosen_ministry_are_shown(browser: Browser, session: Session, talk: Talk) -> None:
    make_scheduled(session, talk)
    kz = make_ministry(session, "KZ")
    expert = make_person(session, kz)
    other = make_talk_with(session, talk, kz, expert)
    make_agreed(session, other, starts=(WEDNESDAY + timedelta(hours=3),))
    browser.sign_in(talk.asker)
    assert len(browser.get(MARCH).all(".ex-cal__one")) == 2
    page = browser.get(f"{MARCH}&with={kz.slug}")
    assert len(page.all(".ex-cal__one")) == 1
    assert "Kazakhstan" in page.one(".ex-cal__one").get_text()
    assert page.one("#with option[selected]")["value"] == kz.slug


def make_talk_with(session: Session, talk: Talk, ministry: Ministry, expert: Person) -> Talk:
    return replace(talk, tr=ministry, practice=make_practice(session, ministry), expert=expert)


def test_a_cancelled_meeting_leaves_the_calendar(browser: Browser, session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    browser.sign_in(talk.expert)
    assert len(browser.get(MARCH).all(".ex-cal__one")) == 1
    cancel(session, request, talk.expert)
    assert browser.get(MARCH).all(".ex-cal__one") == []


def test_who_is_no_party_sees_an_empty_calendar_and_no_ministry_to_choose(
    browser: Browser, session: Session, talk: Talk
) -> None:
    make_scheduled(session, talk)
    browser.sign_in(make_person(session, make_ministry(session, "KZ"), roles=list(Role)))
    for view in ("month", "week", "list"):
        page = browser.get(f"{MARCH}&view={view}&with={talk.tr.slug}")
        assert page.all(".ex-cal__one") == []
        assert [option["value"] for option in page.all("#with option")] == [""]


@pytest.mark.parametrize(
    "query",
    ["day=2026-02-31", "day=0001-01-01", "day=9999-12-31", "view=year", "page=-1", "page=" + "9" * 30, "page=²",
     "with=%00%27--", "view=list&page=999"],
)  # fmt: skip
def test_what_is_no_calendar_shows_this_one(browser: Browser, session: Session, talk: Talk, query: str) -> None:
    make_scheduled(session, talk)
    page = browser.sign_in(talk.asker).get(f"/meetings/calendar?{query}")
    assert page.status == 200
    assert page.one("#shown").get_text() == "March 2026"


def test_a_crowded_day_shows_three_and_says_how_many_more(browser: Browser, session: Session, talk: Talk) -> None:
    crowd(session, talk, 6)
    browser.sign_in(talk.az_organizer)
    page = browser.get(MARCH)
    assert len(cell(page, 18).select(".ex-cal__one")) == 3
    assert "3 more 18 March 2026" in cell(page, 18).get_text(" ", strip=True)
    more = str(cell(page, 18).select_one(".ex-cal__more a")["href"]).partition("#")[0]
    assert len(browser.get(more).all(".ex-cal__one")) == 6


def crowd(session: Session, talk: Talk, number: int) -> None:
    """So many meetings at one hour, of other people each."""
    for _ in range(number):
        others = replace(talk, asker=make_person(session, talk.az), expert=make_person(session, talk.tr))
        make_agreed(session, others)


@pytest.mark.parametrize("view", ["month", "week", "list"])
def test_the_calendar_needs_twelve_queries_at_most_however_many_meetings(
    browser: Browser, session: Session, talk: Talk, view: str
) -> None:
    crowd(session, talk, 2)
    browser.sign_in(talk.az_organizer)
    address = f"{MARCH}&view={view}&with={talk.tr.slug}"
    browser.get(address)  # what is kept for all pages is there
    crowd(session, talk, 1)
    few = queries(browser, address)
    crowd(session, talk, 12)
    assert queries(browser, address) == few <= 12


def queries(browser: Browser, path: str) -> int:
    with asked_of(browser._app, "SELECT") as asked:  # noqa: SLF001 - the engine of this test
        browser.get(path)
    return len(asked)


@pytest.mark.parametrize("language", ["az", "tr", "ru"])
def test_the_calendar_speaks_every_language(browser: Browser, session: Session, talk: Talk, language: str) -> None:
    make_scheduled(session, talk)
    page = browser.sign_in(talk.expert).get(f"{MARCH}&lang={language}")
    assert (
        page.one("#shown").get_text().casefold() == {"az": "mart 2026", "tr": "mart 2026", "ru": "март 2026"}[language]
    )
