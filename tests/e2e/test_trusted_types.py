"""No string becomes markup: Chromium enforces Trusted Types on our pages, and everything on them still works."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenAs
from tests.e2e.pages import PRACTICE
from tests.e2e.test_publishing import paste

LISTEN = """
window.refused = [];
document.addEventListener("securitypolicyviolation", (event) => window.refused.push(
  `${event.violatedDirective} ${event.sample}`));
"""
TRY = "() => {{ try {{ {}; return 'done'; }} catch (error) {{ return error.name; }} }}"
WRITE = TRY.format("document.body.innerHTML = '<b>written</b>'")
RUN = TRY.format("document.createElement('script').text = '1'")
PARSE = "() => new DOMParser().parseFromString('<b>parsed</b>', 'text/html').body.textContent"


def listened(page: Page) -> Page:
    page.add_init_script(LISTEN)
    return page


def refused(page: Page) -> list[str]:
    found: list[str] = page.evaluate("() => window.refused")
    return found


def test_a_string_is_refused_where_it_would_become_the_page(open_as: OpenAs) -> None:
    page = listened(open_as())
    page.goto("/")
    assert page.evaluate(WRITE) == "TypeError"
    assert page.evaluate(RUN) == "TypeError"
    assert page.evaluate(PARSE) == "parsed"
    assert len(refused(page)) == 2, "the browser holds to the policy, and says so"


def test_parts_of_pages_arrive_without_a_refusal(open_as: OpenAs) -> None:
    """Filters of the search, practices like this one, what changed, the preview of a comment."""
    page = listened(open_as("official@tr.example"))
    page.goto("/")
    expect(page.locator("[hx-get*='changed']")).not_to_have_attribute("class", re.compile("htmx-request"))
    assert refused(page) == []
    page.goto("/search?q=foster+care")
    page.locator("input[name='country'][value='TR']").check()
    page.wait_for_url(re.compile("country=TR"))
    expect(page.locator(".ex-chips a.ex-chip")).to_have_count(1)
    assert refused(page) == []
    page.goto(f"{PRACTICE}/discussion")
    page.locator("#comment-text").fill("How **many** families?")
    expect(page.locator("#comment-preview strong")).to_have_text("many")
    assert refused(page) == []


def test_the_editor_works_without_a_refusal(open_as: OpenAs) -> None:
    """A row is added by htmx, what is pasted is read, and the preview is made beside the text."""
    page = listened(open_as("publisher@az.example"))
    page.goto("/practices/new")
    page.locator("#rows-results button[name=add]").click()
    expect(page.locator("#rows-results [data-rowset]")).to_have_count(2)
    page.locator("#fold-story > summary").click()
    text = page.locator("#problem")
    paste(text, "<p>Too <b>few</b> places</p>")
    expect(text).to_have_value("Too **few** places")
    text.press("End")
    page.keyboard.type(".")
    expect(page.locator("#preview-problem strong")).to_have_text("few")
    assert refused(page) == []
