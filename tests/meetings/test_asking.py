"""Asking for a meeting by the form; each page is checked as HTML by the browser fixture."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from exchange.meetings.models import MeetingRequest
from tests.factories.meetings import (
    Talk,
)
from tests.meetings.typed import asked, kept_times
from tests.support.browser import Browser


def test_a_form_with_faults_keeps_everything_and_shows_both_clocks(browser: Browser, talk: Talk) -> None:
    browser.sign_in(talk.asker)
    page = browser.post("/meetings/new", asked(talk, purpose="", topic="Choosing families"))
    assert page.status == 422
    assert page.one("#purpose-error")
    assert page.one("#topic")["value"] == "Choosing families"
    assert kept_times(page) == {"2026-03-18T11:00+04:00", "2026-03-19T14:00"}  # a free hour as a box, the other typed
    assert "10:00–11:00 Ankara" in page.text
    assert len(page.all("input[name=languages][checked]")) == 2


@pytest.mark.parametrize(
    ("slots", "sentence"),
    [
        ([], "Offer at least one time."),
        (["yesterday"], "Write a day and a time"),
        (["2026-03-01T10:00"], "Every time must be in the future."),
        (["2026-03-18T11:07"], "quarter hour"),
        (["2031-03-18T11:00"], "within one year"),
        ([f"2026-03-18T1{n}:00" for n in range(6)], "at most 5"),
    ],
)
def test_a_time_that_cannot_be_offered_says_why(browser: Browser, talk: Talk, slots: list[str], sentence: str) -> None:
    page = browser.sign_in(talk.asker).post("/meetings/new", asked(talk, slots=slots))
    assert page.status == 422
    assert sentence in page.one("#slots-group-error").get_text()
    assert page.one(".govuk-error-summary a[href='#slots']")


def test_times_can_be_checked_before_sending(browser: Browser, session: Session, talk: Talk) -> None:
    page = browser.sign_in(talk.asker).post("/meetings/new", asked(talk, act="check", slots=["2026-03-21T11:00"]))
    assert page.status == 422
    assert "Not a working day on either side" in page.text
    assert not page.all(".govuk-error-summary")
    assert session.scalar(select(func.count()).select_from(MeetingRequest)) == 0


def test_a_double_click_makes_one_request(browser: Browser, session: Session, talk: Talk) -> None:
    browser.sign_in(talk.asker)
    first, second = (browser.post("/meetings/new", asked(talk)) for _ in range(2))
    assert first.location == second.location
    assert session.scalar(select(func.count()).select_from(MeetingRequest)) == 1


def test_without_a_practice_the_page_leads_to_the_search(browser: Browser, talk: Talk) -> None:
    page = browser.sign_in(talk.asker).get("/meetings/new")
    assert page.one("main a[href='/search']")


def test_the_owner_and_unknown_practices_have_no_form(browser: Browser, talk: Talk) -> None:
    browser.sign_in(talk.expert)
    assert browser.get(f"/meetings/new?practice={talk.practice.slug}").status == 404
    assert browser.get("/meetings/new?practice=nothing-here").status == 404
