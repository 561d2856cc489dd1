"""The editor saves by itself, over the right version, one fact for each sitting; removals can be undone."""

import json
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.practices.models import Practice
from tests.practices.browsing import CARD, Desk, fields_of
from tests.practices.desk import acts_on
from tests.support.browser import Browser
from tests.support.clock import FixedClock
from tests.support.page import Page

JSON = {"Accept": "application/json"}


@pytest.fixture
def desk(session: Session, browser: Browser) -> Desk:
    return Desk(session, browser)


def autosave(desk: Desk, path: str, typed: dict[str, Any]) -> tuple[int, dict[str, str]]:
    answer: Page = desk.publisher.post(f"/practices/{path}autosave", typed, headers=JSON)
    return answer.status, json.loads(answer.html)


def test_the_first_pause_begins_the_practice_and_the_same_form_goes_on_with_it(desk: Desk) -> None:
    typed = {"lang": "az", "level": "national", "title": "H", "key": "a-key-of-this-form", "version": "0"}
    status, answer = autosave(desk, "", typed)
    assert (status, answer["state"]) == (200, "saved")
    slug = answer["address"].split("/")[2]
    assert "Saved 11:20 Baku" in answer["words"]
    _, again = autosave(desk, "", typed | {"title": "Himayədar"})
    assert again["address"] == answer["address"], "an answer that was lost on its way begins no second practice"
    assert desk.session.scalars(select(Practice)).all() == [desk.practice(slug)]
    status, _ = autosave(desk, f"{slug}/", typed | {"title": "Himayədar ailə", "version": again["version"]})
    assert (status, desk.sent_form(slug)["title"]) == (200, "Himayədar ailə")


def test_one_sitting_is_one_fact_in_the_trail(desk: Desk, clock: FixedClock) -> None:
    slug = desk.begin()
    for number in range(4):
        clock.advance(minutes=1)
        autosave(desk, f"{slug}/", desk.sent_form(slug, summary=f"Xülasə {number}"))
    assert acts_on(desk.session, desk.practice(slug)) == ["practice.drafted"]
    clock.advance(minutes=40)
    autosave(desk, f"{slug}/", desk.sent_form(slug, summary="Nahardan sonra"))
    assert acts_on(desk.session, desk.practice(slug)) == ["practice.drafted", "practice.saved"]
    assert desk.sent_form(slug)["summary"] == "Nahardan sonra"


def test_a_newer_version_is_not_overwritten_and_both_texts_are_shown_on_demand(desk: Desk) -> None:
    slug = desk.begin()
    mine = desk.sent_form(slug, title="Mənim adım")
    autosave(desk, f"{slug}/", desk.sent_form(slug, title="Onların adı"))
    status, answer = autosave(desk, f"{slug}/", mine)
    assert (status, answer["state"]) == (409, "conflict")
    assert desk.sent_form(slug)["title"] == "Onların adı"
    both = desk.publisher.post(f"/practices/{slug}/edit", mine | {"do": "save"})
    assert {"Mənim adım", "Onların adı"} <= {box.get_text() for box in both.all(".ex-conflict__text")}


def test_a_wrong_value_is_said_and_nothing_is_saved(desk: Desk) -> None:
    slug = desk.begin()
    status, answer = autosave(desk, f"{slug}/", desk.sent_form(slug, title="Yeni", started="keçən il"))
    assert (status, answer["state"]) == (422, "lost")
    assert desk.sent_form(slug)["title"] == CARD["title"]


def test_a_text_that_is_with_the_clearing_officers_is_not_saved_over(desk: Desk) -> None:
    slug = desk.begin()
    typed = desk.sent_form(slug)
    desk.publisher.post(f"/practices/{slug}/edit", typed | {"do": "send"})
    status, answer = autosave(desk, f"{slug}/", typed | {"title": "Gec qaldı"})
    assert (status, answer["state"]) == (409, "conflict")
    assert "clearing officers" in answer["words"]


def test_a_removed_row_stays_until_the_form_is_saved_and_can_be_brought_back(desk: Desk) -> None:
    slug = desk.begin()
    answer = desk.publisher.post(f"/practices/{slug}/edit", desk.sent_form(slug, remove="results-0"))
    shown = fields_of(answer)
    assert shown["results-0-gone"] == "y"
    assert answer.one('[data-rowset] button[name="undo"]')["value"] == "results-0"
    back = desk.publisher.post(f"/practices/{slug}/edit", shown | {"undo": "results-0"})
    assert fields_of(back)["results-0-gone"] == ""
    assert fields_of(back)["results-0-indicator"] == CARD["results-0-indicator"]


def test_a_removed_row_with_a_fault_does_not_stop_the_saving(desk: Desk) -> None:
    slug = desk.begin()
    typed = desk.sent_form(slug, do="save") | {"results-0-value": "çox", "results-0-gone": "y"}
    assert desk.publisher.post(f"/practices/{slug}/edit", typed).status == 303
    assert desk.sent_form(slug)["results-0-indicator"] == ""


def test_a_copy_kept_in_the_browser_comes_back_whole_and_is_not_saved_by_that(desk: Desk) -> None:
    slug = desk.begin()
    kept = desk.sent_form(slug, problem="Yarımçıq", keep="y") | {
        "steps-0-what": "Birinci addım",
        "steps-0-when": "2024",
    }
    answer = desk.publisher.post(f"/practices/{slug}/edit", kept)
    shown = fields_of(answer)
    assert (answer.status, shown["problem"], shown["steps-0-what"]) == (200, "Yarımçıq", "Birinci addım")
    assert answer.one("form#card")["data-unsaved"] == "y", "so that the editor saves it at once"
    assert desk.sent_form(slug)["problem"] == CARD["problem"]


def test_words_are_counted_by_field(desk: Desk) -> None:
    slug = desk.begin(problem="Ailə **azdır** bu gün.")
    page = desk.publisher.get(f"/practices/{slug}/edit")
    assert page.one("#problem-words").get_text() == "Words: 4. Best at most 200."
