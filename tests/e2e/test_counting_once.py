"""What counts once and what ends: codes of an app, recovery codes, other devices, a password forgotten and replaced."""

import time
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.office import (
    Office,
    browser_in,
    check_page,
    enrol,
    letter_to,
    running_office,
    sign_in,
    sign_out,
)


@pytest.fixture(scope="module")
def office(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with running_office(prepared, tmp_path_factory.mktemp("office") / "data") as running:
        yield running


@pytest.fixture
def context(chrome: Browser, office: Office) -> Iterator[BrowserContext]:
    with browser_in(chrome, office) as own:
        yield own


def again(page: Page, email: str, typed: str) -> None:
    """Sign in with the password and then with what was typed as the second factor."""
    sign_in(page, email)
    expect(page.locator("h1")).to_have_text("Second factor")
    page.locator("#code").fill(typed)
    page.get_by_role("button", name="Continue").click()


def is_inside(page: Page) -> bool:
    page.goto("/settings/security?lang=en")
    return page.locator("h1").inner_text() == "Sign-in and devices"


def test_a_code_of_the_app_and_a_recovery_code_count_once_each(context: BrowserContext) -> None:
    page, email = context.new_page(), "publisher@az.example"
    sign_in(page, email)
    page.goto("/settings/security/app?lang=en")
    secret, codes = enrol(page)
    next_code = pyotp.TOTP(secret).at(time.time() + 30)  # the one of now was shown when the app was set up
    sign_out(page)
    again(page, email, next_code)
    page.wait_for_url(lambda url: "/sign-in" not in url)
    sign_out(page)
    again(page, email, next_code)
    expect(page.locator("main")).to_contain_text("This code is not right, or it has been used")
    check_page(page)
    page.locator("#code").fill(codes[0])
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
    page.goto("/settings/security?lang=en")
    expect(page.locator("main")).to_contain_text("9 codes are left")
    sign_out(page)
    again(page, email, codes[0])
    expect(page.locator("main")).to_contain_text("This code is not right, or it has been used")
    page.locator("#code").fill(codes[1].upper().replace("-", " ").lower())
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
    page.goto("/notifications?lang=en")
    expect(page.locator("main")).to_contain_text("bərpa kodu istifadə edilib")


def test_another_device_is_seen_told_of_and_signed_out(
    chrome: Browser, context: BrowserContext, office: Office
) -> None:
    laptop, email = context.new_page(), "reviewer@az.example"
    sign_in(laptop, email)
    laptop.wait_for_url(lambda url: "/sign-in" not in url)
    others = laptop.locator("main li:has(form[action*='/sessions/'])")
    laptop.goto("/settings/security?lang=en")
    for left in reversed(range(others.count())):  # of other stories with the same account
        others.first.get_by_role("button").click()
        expect(others).to_have_count(left)
    with_telephone = chrome.new_context(base_url=office.address, locale="en", viewport={"width": 360, "height": 780})
    telephone = with_telephone.new_page()
    sign_in(telephone, email)
    telephone.wait_for_url(lambda url: "/sign-in" not in url)
    assert is_inside(telephone)
    check_page(telephone)
    laptop.goto("/notifications?lang=en")
    expect(laptop.locator("main")).to_contain_text("Hesabınıza yeni giriş")  # notices speak the language of the account
    laptop.goto("/settings/security?lang=en")
    expect(others).to_have_count(1)
    others.get_by_role("button").click()
    expect(others).to_have_count(0)
    telephone.goto("/notifications")
    expect(telephone.locator("h1")).to_have_text("Sign in")
    assert is_inside(laptop)
    with_telephone.close()


def test_a_forgotten_password_is_replaced_by_the_letter(
    chrome: Browser, context: BrowserContext, office: Office
) -> None:
    email, new = "official@az.example", "neun grüne Fenster am Fluss"
    elsewhere = chrome.new_context(base_url=office.address, locale="en")
    open_desk = elsewhere.new_page()
    sign_in(open_desk, email)
    open_desk.wait_for_url(lambda url: "/sign-in" not in url)
    page = context.new_page()
    page.goto("/password/forgotten?lang=en")
    page.locator("#email").fill(email)
    page.get_by_role("button", name="Send the link").click()
    text = letter_to(office.folder / "mail", email, "/password/reset/")
    link = next(word for word in text.split() if "/password/reset/" in word)
    page.goto(link)
    check_page(page)
    page.locator("#password").fill("qwertyuiop12")
    page.locator("main form button[type=submit]").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    page.locator("#password").fill(new)
    page.locator("main form button[type=submit]").click()
    expect(page.locator("h1")).to_have_text("Sign in")
    open_desk.goto("/notifications")
    expect(open_desk.locator("h1")).to_have_text("Sign in")
    sign_in(page, email)
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    sign_in(page, email, new)
    page.wait_for_url(lambda url: "/sign-in" not in url)
    answer = page.goto(link)
    assert answer is not None
    assert answer.status == 404, "the link works once"
    elsewhere.close()
