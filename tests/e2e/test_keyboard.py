"""By keys alone: skip link, search to discussion, readiness to field, the account's menu; a ring at every stop."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import OpenAs
from tests.e2e.focus import here, stops, tab_to
from tests.e2e.pages import PRACTICE, Linked, Place, visit


def test_the_first_stop_skips_to_the_content(open_as: OpenAs) -> None:
    page = open_as()
    page.goto("/search?q=foster+care")
    page.keyboard.press("Tab")
    expect(page.locator(".govuk-skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.querySelector('main').contains(document.activeElement)")


def test_a_practice_is_found_narrowed_read_and_asked_about(open_as: OpenAs) -> None:
    page = open_as("official@az.example")
    page.goto("/")
    tab_to(page, "header input[type='search']")
    page.keyboard.type("foster care")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/search\?"))
    tab_to(page, "input[name='country'][value='TR']")
    page.keyboard.press("Space")  # with a script the results follow by themselves
    page.wait_for_url(re.compile("country=TR"))
    page.wait_for_load_state("networkidle")
    tab_to(page, ".ex-hits h3 a")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/practices/tr-"))
    tab_to(page, "#discussion textarea, textarea[name='text']", most=300)
    page.keyboard.type("How long does the training of a family take?")
    tab_to(page, "form[action$='/discussion'] button[type='submit']")
    page.keyboard.press("Enter")
    expect(page.locator(".ex-comment", has_text="How long does the training of a family take?")).to_be_visible()


def test_a_link_of_the_readiness_leads_into_its_field(open_as: OpenAs) -> None:
    page = open_as("publisher@az.example")
    page.goto("/practices/new")
    tab_to(page, "#aside a[href='#title']")
    page.keyboard.press("Enter")
    expect(page.locator("#title")).to_be_focused()
    page.keyboard.type("A")
    expect(page.locator("#title")).to_have_value("A")


def test_the_menu_of_the_account_opens_and_closes(open_as: OpenAs) -> None:
    page = open_as("publisher@az.example")
    page.goto("/")
    summary = page.locator("header details.ex-menu > summary, header details > summary").first
    menu = summary.locator("xpath=..")
    summary.focus()
    page.keyboard.press("Enter")
    expect(menu).to_have_attribute("open", "")
    page.keyboard.press("Tab")
    assert page.evaluate("() => !!document.activeElement.closest('details[open]')"), "the entries follow the key"
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(summary).to_be_focused()


def test_the_box_for_a_comment_is_a_few_keys_from_the_top(open_as: OpenAs) -> None:
    """Two skip links, then the way past what others wrote: not the forty stops of the whole text."""
    page = open_as("official@az.example")
    page.goto(PRACTICE)
    tab_to(page, ".govuk-skip-link[href='#discussion']", most=2)
    page.keyboard.press("Enter")
    tab_to(page, "a[href='#write']", most=1)
    page.keyboard.press("Enter")
    tab_to(page, "textarea[name='text']", most=1)


def test_a_week_of_hours_is_one_stop_and_arrows_go_about_it(open_as: OpenAs) -> None:
    page = open_as("official@tr.example")
    page.goto("/meetings/new?practice=az-dost-centres")
    assert page.locator(".ex-week input[type=checkbox]").count() > 30
    reached = [stop for stop in stops(page) if "input##" in stop.name or "input#." in stop.name]
    assert len(reached) == page.locator(".ex-week").count(), [stop.name for stop in reached]
    page.locator(".ex-week").last.locator("input[tabindex='0']").focus()
    first = page.evaluate("() => document.activeElement.value")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("() => document.activeElement.closest('td').cellIndex") == 2
    page.keyboard.press("Space")
    expect(page.locator("input:focus")).to_be_checked()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("() => document.activeElement.value") == first


def test_what_was_done_is_where_the_keys_go_on_and_an_answer_opens_where_it_stands(open_as: OpenAs) -> None:
    page = open_as("official@tr.example")
    page.goto("/meetings/new?practice=az-dost-centres")
    page.locator("textarea[name='purpose']").fill("How one window works in a small town.")
    page.locator(".ex-week").last.locator("input").last.check(force=True)
    page.locator("button[name='act'][value='check']").click()
    expect(page.locator("#both-clocks")).to_be_in_viewport()
    page.locator("button[name='act'][value='draft']").click()
    expect(page.locator(".ex-flashes")).to_be_focused()


@pytest.mark.parametrize(
    ("email", "place"),
    [
        ("official@tr.example", "/search?q=foster+care"),
        ("official@tr.example", PRACTICE),
        ("publisher@az.example", "/practices/new"),
        ("official@tr.example", Linked("/meetings/", "main a[href*='/meetings/0']")),
    ],
    ids=["search", "practice", "editor", "negotiation"],
)
def test_every_stop_shows_a_ring(open_as: OpenAs, email: str, place: Place) -> None:
    page = open_as(email)
    visit(page, place)
    found = stops(page)
    assert len(found) > 15, f"only {len(found)} stops: the walk ended early at {here(page)}"
    assert [stop.name for stop in found if not stop.is_seen] == []
