"""An installation that is no demonstration, with a ministry's sign-in service beside it; how people sign in there."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
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
    folder: Path


@contextmanager
def running_office(prepared: Path, folder: Path) -> Iterator[Office]:
    """Served from a copy of the prepared data."""
    port = free_port()
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
            yield Office(address, provider, folder)
        finally:
            process.terminate()
            process.wait(timeout=15)


@contextmanager
def browser_in(chrome: Browser, office: Office) -> Iterator[BrowserContext]:
    """A browser of its own."""
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


def letter_to(folder: Path, address: str, word: str, seconds: float = 30) -> str:
    """The plain text of the newest letter to this address that holds the word; the worker writes it."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for path in sorted(folder.glob("*.eml"), key=lambda one: one.stat().st_mtime, reverse=True):
            message = message_from_bytes(path.read_bytes(), policy=default)
            body = message.get_body(("plain",))
            if address in str(message["To"]) and body is not None and word in body.get_content():
                return str(body.get_content())
        time.sleep(0.2)
    pytest.fail(f"no letter to {address} with {word!r}")
