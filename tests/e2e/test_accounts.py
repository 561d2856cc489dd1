"""Signing in as people meet it: second factor, passkey, recovery, the ministry's service, leaver, break-glass."""

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.axe import bring, faults
from tests.e2e.conftest import PASSWORD, environment, exchange, free_port, wait_until_ready
from tests.support.provider import CLIENT, SECRET, Provider, running_provider

PROVIDERS = """
- {{name: az, label: "Ministry of Labour, Azerbaijan", issuer: "{issuer}", client_id: {client},
   client_secret: "{secret}", domains: [az.example], ministry: az-labour-social-protection,
   roles: {{desk: [official]}}, proves_second_factor: yes}}
"""


@dataclass(frozen=True)
class Office:
    """An installation that is no demonstration: administrators need a second factor here."""

    address: str
    provider: Provider


@pytest.fixture(scope="module")
def office(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder, port = tmp_path_factory.mktemp("office") / "data", free_port()
    shutil.copytree(prepared / "demo", folder)
    address = f"http://localhost:{port}"
    with running_provider() as provider:
        provider.person = {"sub": "1", "email": "desk@az.example", "email_verified": True, "groups": ["desk"]}
        path = folder / "providers.yaml"
        path.write_text(PROVIDERS.format(issuer=provider.issuer, client=CLIENT, secret=SECRET), encoding="utf-8")
        own = {"EXCHANGE_PUBLIC_URL": address, "EXCHANGE_OIDC_FILE": str(path)}
        process = subprocess.Popen(exchange("serve", "--port", str(port), folder=folder), env=environment(folder) | own)
        try:
            wait_until_ready(address, process)
            yield Office(address, provider)
        finally:
            process.terminate()
            process.wait(timeout=15)


@pytest.fixture
def context(chrome: Browser, office: Office) -> Iterator[BrowserContext]:
    own = chrome.new_context(base_url=office.address, locale="en", viewport={"width": 1280, "height": 900})
    own.set_default_timeout(15_000)
    yield own
    own.close()


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    page.goto("/sign-in?lang=en")
    page.locator("#email").fill(email)
    page.locator("#password").fill(password)
    page.locator(".ex-sign__go").click()


def code(secret: str) -> str:
    return pyotp.TOTP(secret).now()  # the server's own clock runs here


def check_page(page: Page) -> None:
    bring(page)
    assert faults(page) == []


def enrol(page: Page) -> tuple[str, list[str]]:
    """Set an app up; its secret, and the recovery codes."""
    expect(page.locator("h1")).to_have_text("Set up an authenticator app")
    check_page(page)
    secret = page.locator(".ex-enrol__secret").inner_text().replace(" ", "")
    page.locator("#code").fill(code(secret))
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".ex-codes code")).to_have_count(10)  # in the language of the account
    check_page(page)
    codes = page.locator(".ex-codes code").all_inner_texts()
    page.locator("main .ex-actions a").click()
    return secret, codes


def sign_out(page: Page) -> None:
    page.locator(
        'summary.ex-account, .ex-account summary, details:has(form[action$="/sign-out"]) > summary'
    ).first.click()
    page.locator("form[action$='/sign-out'] button").click()


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
    leaver.close()


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
