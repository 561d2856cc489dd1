"""Signing in as people meet it: second factor, passkey, recovery, the ministry's service, leaver, break-glass."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.office import Office, browser_in, check_page, enrol, letter_to, running_office, sign_in, sign_out


@pytest.fixture(scope="module")
def office(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with running_office(prepared, tmp_path_factory.mktemp("office") / "data") as running:
        yield running


@pytest.fixture
def context(chrome: Browser, office: Office) -> Iterator[BrowserContext]:
    with browser_in(chrome, office) as own:
        yield own


def test_an_administrator_needs_an_app_and_gets_in_by_passkey_and_recovery_code(context: BrowserContext) -> None:
    page = context.new_page()
    sign_in(page, "admin@az.example")
    _, codes = enrol(page)
    assert len(codes) == 10
    page.goto("/admin/people?lang=en")
    expect(page.locator("h1")).to_have_text("People")
    _add_passkey(context, page)
    sign_out(page)
    page.goto("/sign-in?lang=en")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
    page.goto("/admin/people?lang=en")
    expect(page.locator("h1")).to_have_text("People")
    sign_out(page)
    sign_in(page, "admin@az.example")
    expect(page.locator("h1")).to_have_text("Second factor")
    check_page(page)
    page.locator("#code").fill(codes[0])
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def _add_passkey(context: BrowserContext, page: Page) -> None:
    devices = context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto("/settings/security?lang=en")
    check_page(page)
    page.get_by_role("link", name="Add a passkey").click()
    page.locator("#name").fill("Office laptop")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.locator("h3", has_text="Office laptop")).to_be_visible()


def test_a_leaver_is_out_at_the_next_click(chrome: Browser, context: BrowserContext, office: Office) -> None:
    leaver = chrome.new_context(base_url=office.address, locale="en")
    desk = leaver.new_page()
    sign_in(desk, "organizer@kz.example")
    desk.wait_for_url(lambda url: "/sign-in" not in url)
    page = context.new_page()
    sign_in(page, "admin@kz.example")
    enrol(page)
    page.goto("/admin/people?lang=en")
    page.locator(".ex-task", has_text="organizer@kz.example").get_by_role("link").click()
    page.get_by_role("button", name="Close the account").click()
    expect(page.locator("main")).to_contain_text("The account is closed")
    desk.goto("/notifications")
    expect(desk.locator("h1")).to_have_text("Sign in")
    sign_in(desk, "organizer@kz.example")
    expect(desk.locator(".govuk-error-summary")).to_be_visible()
    leaver.close()


def status_of(page: Page, path: str) -> int:
    answer = page.goto(path)
    assert answer is not None
    return answer.status


def test_break_glass_opens_for_an_hour_and_the_ministry_reads_why(
    chrome: Browser, context: BrowserContext, office: Office
) -> None:
    page = context.new_page()
    sign_in(page, "admin@exchange.example")
    enrol(page)
    page.goto("/admin/opening?lang=en")
    check_page(page)
    page.locator("#ministry").select_option("tr-family-social-services")
    page.locator("#reason").fill("A court asks for a text of this ministry by tonight.")
    page.get_by_role("button", name="Open for an hour").click()
    expect(page.locator(".ex-circle")).to_be_visible()
    check_page(page)
    draft = page.locator("main a[href^='/practices/']").first.get_attribute("href") or ""
    assert status_of(page, draft) == 200
    reason = "A court asks for a text of this ministry by tonight."
    letter_to(office.folder / "mail", "admin@tr.example", reason)
    theirs = chrome.new_context(base_url=office.address, locale="en")
    other = theirs.new_page()
    sign_in(other, "admin@tr.example")
    enrol(other)
    other.goto("/notifications?lang=en")
    expect(other.locator("main")).to_contain_text("A court asks for a text of this ministry by tonight.")
    other.goto("/admin/trail?lang=en")
    expect(other.locator("main")).to_contain_text("Break-glass")
    check_page(other)
    theirs.close()
    page.goto("/admin/opening/tr-family-social-services?lang=en")
    page.locator("form[action$='/close'] button").first.click()
    expect(page.locator("main")).to_contain_text("You look no more into this ministry")
    assert status_of(page, draft) == 404


def test_the_ministrys_own_service_signs_in(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/sign-in?lang=en")
    page.get_by_role("link", name="Sign in with your ministry’s account").click()
    check_page(page)
    page.locator("#email").fill("desk@az.example")
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
    page.goto("/settings/security?lang=en")
    expect(page.locator("h1")).to_have_text("Sign-in and devices")


def test_a_forgotten_password_asks_for_the_address_and_says_no_more(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/password/forgotten?lang=en")
    check_page(page)
    page.locator("#email").fill("nobody@az.example")
    page.get_by_role("button", name="Send the link").click()
    expect(page.locator("h1")).to_have_text("Look into your mailbox")
    check_page(page)
