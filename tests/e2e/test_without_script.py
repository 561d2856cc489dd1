"""Without JavaScript everything still works: sign in, narrow a search, comment, add a row, send for clearance."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Served, sign_in

TITLE = "Sample: counselling rooms without an appointment"


@pytest.fixture
def page(chrome: Browser, served: Served) -> Iterator[Page]:
    """A page of a browser whose scripts are switched off."""
    context = chrome.new_context(base_url=served.address, locale="en", java_script_enabled=False)
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def test_a_search_is_narrowed_and_a_comment_written(page: Page) -> None:
    sign_in(page, "official@tr.example")
    page.goto("/search?q=foster+care")
    page.locator("input[name='country'][value='AZ']").check()
    page.locator("#facets button").click()
    page.wait_for_url(re.compile("country=AZ"))
    expect(page.locator(".ex-chip").first).to_be_visible()
    page.locator(".ex-hits h3 a").first.click()
    page.locator("a[href$='/discussion'], textarea[name='text']").first.scroll_into_view_if_needed()
    page.locator("textarea[name='text']").first.fill("Who pays for the training of families?")
    page.locator("form[action$='/discussion'] button[type='submit']").first.click()
    expect(page.locator(".ex-comment", has_text="Who pays for the training of families?")).to_be_visible()


def test_an_added_row_keeps_everything_typed_and_the_card_is_sent(page: Page) -> None:
    sign_in(page, "publisher@az.example")
    page.goto("/practices/new")
    fill_card(page)
    rows = page.locator("[name^='results-'][name$='-what'], [name^='results-'][name$='-indicator']")
    before = rows.count()
    page.locator("button[name='add'][value='results']").click()
    expect(rows).to_have_count(before + 1)
    expect(page.locator("#title")).to_have_value(TITLE)
    expect(page.locator("input[name='themes'][value='fs.counsel']")).to_be_checked()
    expect(page.locator("input[name='visibility'][value='members']")).to_be_checked()
    page.locator("button[name='remove']:visible").last.click()
    expect(page.locator("button[name='undo']:visible")).to_have_count(1)  # the row stays, folded, until the next save
    page.locator("form#card button[name='do'][value='send'], button[form='card'][value='send']").first.click()
    page.wait_for_url(lambda url: "/practices/new" not in url)
    page.goto("/")
    expect(page.locator("main a[href$='/review']", has_text=TITLE)).to_be_visible()


def fill_card(page: Page) -> None:
    """The ten fields."""
    page.locator("#title").fill(TITLE)
    page.locator("#summary").fill("Sample text. Parents meet a psychologist without waiting, near their home.")
    page.locator("#org").fill("Social Services Agency")
    page.locator("#contact_role").fill("Family support desk")
    theme = page.locator("input[name='themes'][value='fs.counsel']")
    theme.locator("xpath=ancestor::details/summary").click()
    theme.check()
    page.locator("input[name='targets'][value='foster-adoptive-families']").check()
    page.locator("#status").select_option("running")
    page.locator("input[name='visibility'][value='members']").check()


def test_a_refused_card_comes_back_with_links_to_its_fields(page: Page) -> None:
    sign_in(page, "publisher@az.example")
    page.goto("/practices/new")
    page.locator("#summary").fill("Only a summary.")
    page.locator("button[value='send']").last.click()
    expect(page.locator(".govuk-error-summary a[href='#title']")).to_be_visible()
    expect(page.locator("#summary")).to_have_value("Only a summary.")
