"""The product as a person meets it: `exchange demo` in an empty folder, a real server, a real headless Chromium."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.left_out import chromium

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
)
PASSWORD = "a demonstration password for tests"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives the browser, in the order in which it is written: the chain is one story."""
    own = [item for item in items if "e2e" in item.path.parts]
    for item in own:
        item.add_marker(pytest.mark.e2e)
    items[:] = [item for item in items if item not in own] + sorted(own, key=lambda item: item.location[:2])


@dataclass(frozen=True)
class Served:
    """The running demonstration."""

    address: str
    folder: Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def exchange(*arguments: str, folder: Path) -> list[str]:
    return [sys.executable, "-m", "exchange.cli", *arguments]


def environment(folder: Path) -> dict[str, str]:
    own = {"EXCHANGE_DEMO_PASSWORD": PASSWORD, "EXCHANGE_DATA": str(folder), "EXCHANGE_LOG_LEVEL": "warning"}
    return {name: value for name, value in os.environ.items() if not name.startswith("EXCHANGE_")} | own


def wait_until_ready(address: str, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        assert process.poll() is None, f"the server ended with {process.returncode}"
        try:
            with urllib.request.urlopen(f"{address}/health/ready", timeout=2) as answer:  # noqa: S310 - our own address
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the server did not become ready")


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration's data, made once by the command itself."""
    folder = tmp_path_factory.mktemp("demo")
    command = exchange("demo", "--prepare-only", folder=folder)
    subprocess.run(command, env=environment(folder), check=True, timeout=180)
    return folder


@pytest.fixture(scope="session")
def untouched(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of that data as it was made, for a story that needs a server of its own."""
    return Path(shutil.copytree(prepared, tmp_path_factory.mktemp("untouched") / "demo"))


@pytest.fixture(scope="session")
def served(prepared: Path, untouched: Path) -> Iterator[Served]:
    """The demonstration, served; copied before anything is written to it."""
    assert untouched.is_dir()
    port = free_port()
    process = subprocess.Popen(exchange("demo", "--port", str(port), folder=prepared), env=environment(prepared))
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_ready(address, process)
        yield Served(address, prepared)
    finally:
        process.terminate()
        process.wait(timeout=15)


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    """Headless Chromium. `make test` leaves these tests out where there is none; `make e2e` and CI fail."""
    path = chromium()
    if path is None:
        pytest.fail("no Chromium on this machine; Debian: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


OpenAs = Callable[..., Page]


def sign_in(page: Page, email: str | None, locale: str = "en") -> None:
    """By one click of the demonstration; a page of nobody speaks the language of its browser."""
    if email:
        page.goto(f"/sign-in?lang={locale}")
        page.locator(f"form[data-account='{email}'] button").click()
        page.wait_for_url(lambda url: "/sign-in" not in url)
        page.goto(f"/?lang={locale}")  # stays for the session, over the language of the account


@contextmanager
def browsers(chrome: Browser, address: str) -> Iterator[OpenAs]:
    """`open_as("publisher@az.example", locale="az")` gives a page of their own browser, signed in by one click."""
    contexts: list[BrowserContext] = []

    def open_page(email: str | None = None, *, locale: str = "en", width: int = 1280, dark: bool = False) -> Page:
        context = chrome.new_context(
            base_url=address,
            locale=locale,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            accept_downloads=True,
            ignore_https_errors=True,  # rooms of tests have certificates of their own
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        sign_in(page, email, locale)
        return page

    try:
        yield open_page
    finally:
        for context in contexts:
            context.close()


@pytest.fixture
def open_as(chrome: Browser, served: Served) -> Iterator[OpenAs]:
    """Browsers of the demonstration."""
    with browsers(chrome, served.address) as open_page:
        yield open_page
