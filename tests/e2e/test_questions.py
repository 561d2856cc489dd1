"""A question between two institutions in a real browser, until a third ministry reads its published form."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import OpenAs

PRACTICE = "/practices/az-day-care-centres"
QUESTION = "Örnek: Türkiye’de gündüzlü merkez açmak istiyoruz; bir grupta kaç çocuk olmalı ve kim karar veriyor?"
ANSWER = "Nümunə: bir qrupda on iki uşaq olur; qərarı komissiya verir."
PUBLISHED = "Örnek: gündüzlü merkezde bir grupta kaç çocuk olmalı ve kim karar veriyor?"
WORDS = ("gündüzlü merkez açmak", "on iki uşaq")


@pytest.fixture(scope="module")
def story() -> dict[str, str]:
    """Filled by the first step; the later ones build on it."""
    return {}


def test_a_turkish_official_asks_azerbaijan_privately(open_as: OpenAs, story: dict[str, str]) -> None:
    page = open_as("official@tr.example", locale="tr")
    page.goto(PRACTICE)
    page.locator('.ex-act a[href*="/questions/new"]').click()
    expect(page.locator('input[name="circle"][value="private"]')).to_be_checked()
    page.locator("#text").fill(QUESTION)
    page.locator('main form[action$="/questions/new"] button[type="submit"]').last.click()
    if "/questions/new" in page.url:  # something alike was asked before: say it once more
        page.locator('main form[action$="/questions/new"] button[type="submit"]').last.click()
    page.wait_for_url(re.compile(r"/questions/[0-9a-f-]{36}"))
    story["address"] = re.sub(r"[?#].*", "", page.url)
    expect(page.locator("main")).to_contain_text(QUESTION)


def test_a_third_ministry_sees_no_byte_of_it(open_as: OpenAs, story: dict[str, str]) -> None:
    page = open_as("official@kz.example", locale="ru")
    answer = page.goto(story["address"])
    missing = page.request.get("/questions/00000000-0000-7000-8000-000000000000")
    assert answer is not None
    assert answer.status == missing.status == 404
    for address in (PRACTICE, f"{PRACTICE}/discussion", f"{PRACTICE}/discussion.atom", "/questions/?list=published"):
        assert WORDS[0] not in page.request.get(address).text(), address


def test_the_post_answers_from_its_desk(open_as: OpenAs, story: dict[str, str]) -> None:
    page = open_as("publisher@az.example", locale="az")
    page.locator(f'main a[href="{_path(story)}"]').first.click()
    page.locator("#text").fill(ANSWER)
    page.locator('form[action$="/answer"] button[type="submit"]').click()
    expect(page.locator(".ex-comment--reply")).to_contain_text("on iki uşaq")


def test_the_owner_publishes_it_without_names(open_as: OpenAs, story: dict[str, str]) -> None:
    page = open_as("reviewer@az.example", locale="az")
    page.goto(f"{_path(story)}/publish")
    assert "Türkiye" not in page.locator("#question").input_value(), "the name is taken out before anybody reads it"
    page.locator("#question").fill(QUESTION)
    page.locator('form[action$="/publish"] button[type="submit"]').click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Türkiye")
    page.locator("#question").fill(PUBLISHED)
    page.locator('form[action$="/publish"] button[type="submit"]').click()
    page.wait_for_url(re.compile(r"/questions/[0-9a-f-]{36}$"))


def test_a_third_ministry_reads_the_published_form_only(open_as: OpenAs, story: dict[str, str]) -> None:
    page = open_as("official@kz.example", locale="ru")
    page.goto(_path(story))
    expect(page.locator("main")).to_contain_text(PUBLISHED)
    assert WORDS[0] not in page.content()
    assert "Türkiye" not in page.locator("main").inner_text()
    page.goto(PRACTICE)
    expect(page.locator("#answered")).to_be_visible()


def _path(story: dict[str, str]) -> str:
    return "/questions/" + story["address"].rpartition("/")[2]
