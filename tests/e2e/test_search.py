"""The searches of issue 4 as an official makes them: each finds what it should, in whatever spelling."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import OpenAs

EXPECTED = {
    "usaq mudafiesi": "is-barnahus",
    "koruyucu aile": "tr-koruyucu-aile",
    "приёмная семья": "az-foster-family-model",
    "foster care": "az-foster-family-model",
    "İŞ QÜVVƏSİ": "md-residential-care-reform",
    "Türkiye'nin": "tr-koruyucu-aile",
    "BMT-nin": "tr-integrated-social-assistance",
    "мүдафиә": "is-barnahus",
}


@pytest.mark.parametrize(("typed", "slug"), EXPECTED.items())
def test_an_official_finds_what_was_meant(open_as: OpenAs, typed: str, slug: str) -> None:
    page = open_as("official@az.example", locale="az")
    page.locator("#q-top").fill(typed)
    page.locator("#q-top").press("Enter")
    page.wait_for_url(re.compile(r"/search\?"))
    expect(page.locator(f"main a[href='/practices/{slug}']").first).to_be_visible()


def test_a_false_friend_warns_and_a_concept_gives_its_reason(open_as: OpenAs) -> None:
    page = open_as()
    page.goto("/search?q=uşaq evi")
    expect(page.locator(".ex-trap")).to_contain_text("small home-type unit")
    page.goto("/search?q=приёмная семья")
    expect(page.locator(".ex-others")).to_contain_text("Same concept")


def test_offers_are_reached_by_keys(open_as: OpenAs) -> None:
    page = open_as()
    page.goto("/search")
    box = page.locator("#q-top")
    box.focus()
    page.keyboard.type("foster")
    expect(page.locator("#q-top-offers [role='option']").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "q-top-offers-0")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"theme=|q=|/practices/"))


def test_a_filter_narrows_without_loading_the_page_anew(open_as: OpenAs) -> None:
    page = open_as()
    page.goto("/search?q=foster+care")
    page.evaluate("() => { window.sameDocument = true; }")
    page.locator("input[name='country'][value='TR']").check()
    page.wait_for_url(re.compile("country=TR"))
    expect(page.locator(".ex-chips a.ex-chip")).to_have_count(1)
    assert page.evaluate("() => window.sameDocument") is True
    page.go_back()
    expect(page.locator(".ex-chips a.ex-chip")).to_have_count(0)


def test_similar_practices_come_with_the_sentence_that_matches(open_as: OpenAs) -> None:
    page = open_as()
    page.goto("/practices/tr-koruyucu-aile")
    expect(page.locator(".ex-side .ex-similar li").first).to_be_visible()
    expect(page.locator(".ex-side .ex-similar__why").first).to_be_visible()
