"""axe finds nothing, nothing scrolls sideways: every kind of page, light and dark, 1280 and 360 px, four languages."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from exchange.kernel.clock import utc_now
from tests.e2e import axe
from tests.e2e.conftest import Served, sign_in
from tests.e2e.pages import PUBLIC, SIGNED_IN, TRANSLATED, Place, visit

WIDTHS = (1280, 360)
NARROWEST = 320  # WCAG 2.2 1.4.10
SCHEMES = ("light", "dark")


def looked_at(page: Page, schemes: tuple[str, ...] = SCHEMES) -> list[str]:
    """The faults of the open page in every shape it has."""
    page.set_viewport_size({"width": NARROWEST, "height": 900})
    found = [f"{page.url} at {NARROWEST} px is wider than its window"] if axe.scrolls_sideways(page) else []
    axe.bring(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if axe.scrolls_sideways(page):
            found.append(f"{page.url} at {width} px is wider than its window")
        for scheme in schemes:
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            found += [f"{width} px, {scheme}: {fault}" for fault in axe.faults(page)]
    return found


def opened(chrome: Browser, served: Served, locale: str = "en", email: str | None = None) -> BrowserContext:
    context = chrome.new_context(base_url=served.address, locale=locale, reduced_motion="reduce")
    context.set_default_timeout(15_000)
    sign_in(context.new_page(), email, locale)
    return context


def faults_of(context: BrowserContext, places: tuple[Place, ...], schemes: tuple[str, ...] = SCHEMES) -> list[str]:
    page = context.pages[0]
    found = []
    for place in places:
        visit(page, place)
        found += looked_at(page, schemes)
    context.close()
    return found


def test_a_field_without_a_label_and_a_wide_page_are_noticed(chrome: Browser, served: Served) -> None:
    """The net has no hole: what it exists to catch, it catches."""
    context = opened(chrome, served)
    page = context.pages[0]
    page.goto("/sign-in")
    page.evaluate("() => document.querySelector('main label').remove()")
    page.evaluate("() => document.querySelector('main').append('w'.repeat(900))")
    found = looked_at(page, ("light",))
    context.close()
    assert any("label" in fault for fault in found)
    assert any("wider than its window" in fault for fault in found)


def test_public_pages_have_no_faults(chrome: Browser, served: Served) -> None:
    assert faults_of(opened(chrome, served), PUBLIC) == []


@pytest.mark.parametrize("email", SIGNED_IN)
def test_the_pages_of_a_role_have_no_faults(chrome: Browser, served: Served, email: str) -> None:
    assert faults_of(opened(chrome, served, email=email), SIGNED_IN[email]) == []


@pytest.mark.parametrize("locale", ["az", "tr", "ru"])
def test_the_main_pages_have_no_faults_in_other_languages(chrome: Browser, served: Served, locale: str) -> None:
    context = opened(chrome, served, locale, "publisher@az.example")
    assert faults_of(context, TRANSLATED, schemes=("light",)) == []


def test_an_own_comment_can_be_changed_on_a_page_without_faults(chrome: Browser, served: Served) -> None:
    context = opened(chrome, served, email="official@kz.example")
    page = context.pages[0]
    page.goto("/practices/az-dost-centres/discussion")
    page.locator("main textarea[name='text']").fill("How long does a first visit take?")
    page.locator("main form button[type='submit']").last.click()
    page.wait_for_load_state()
    found = looked_at(page)
    page.locator("main a[href*='/comments/'][href$='/edit']").first.click()
    page.wait_for_load_state()
    found += looked_at(page)
    context.close()
    assert found == []


def test_refused_forms_have_no_faults(chrome: Browser, served: Served) -> None:
    context = opened(chrome, served, email="publisher@ge.example")
    page = context.pages[0]
    found = []
    for address, key in (
        ("/practices/new", "form#card button[value='send']"),
        ("/settings/password", "main form button"),
    ):
        page.goto(address)
        page.locator(f"{key}, button[form='card'][value='send']").last.click()
        page.locator(".govuk-error-summary").wait_for()
        found += looked_at(page)
    context.close()
    assert found == []


def test_binding_a_room_is_a_page_without_faults(chrome: Browser, served: Served) -> None:
    asker, other, organizer = (
        opened(chrome, served, email=f"{who}.example") for who in ("official@ge", "official@az", "organizer@az")
    )
    address = ask_for_a_meeting(asker.pages[0])
    page = other.pages[0]
    page.goto(address)
    page.locator("form[action$='/accept'] button").first.click()
    page.wait_for_load_state()
    found = looked_at(page)
    page = organizer.pages[0]
    page.goto(f"{address}/schedule")
    page.locator("#link").wait_for()
    found += looked_at(page)
    for context in (asker, other, organizer):
        context.close()
    assert found == []


def ask_for_a_meeting(page: Page) -> str:
    """In three weeks, at an hour when nobody else of the demonstration meets; the request's address."""
    day = utc_now() + timedelta(days=21)
    page.goto("/meetings/new?practice=az-foster-family-model")
    page.locator("textarea[name='purpose']").fill("How the first families were chosen and trained.")
    page.locator("main summary", has_text="Type other times").click()
    page.locator("input[name='slots'][type='datetime-local']").first.fill(day.strftime("%Y-%m-%dT15:00"))
    page.locator("button[name='act'][value='check']").click()
    page.locator(".ex-slot").first.wait_for()
    page.locator("button[name='act'][value='send']").click()
    page.wait_for_url(re.compile(r"/meetings/[0-9a-f-]{36}"))
    return re.sub(r"[?#].*", "", page.url)
