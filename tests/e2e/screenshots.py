"""Pictures of the product for docs/screenshots, made from a fresh demonstration: `python -m tests.e2e.screenshots`.

Needs Chromium. Each picture shows the top of its page, so that it can be laid beside the mock-ups.
`--base ADDRESS` takes them from a demonstration that runs already.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.e2e.conftest import FLAGS, environment, exchange, free_port, sign_in, wait_until_ready
from tests.e2e.pages import DOSSIER, PRACTICE, Linked, Place, visit
from tests.left_out import chromium

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
HEIGHT = 1060
MOST_BYTES = 250_000


@dataclass(frozen=True)
class Picture:
    """One file: which page, read by whom, in which language, light and width."""

    name: str
    place: Place
    email: str | None = None
    locale: str = "en"
    is_dark: bool = False
    width: int = 1280


_ASKED = Linked("/meetings/", "main a[href*='/meetings/0']")
PICTURES = (
    Picture("home-light", "/"),
    Picture("search-light", "/search?q=foster+care", "official@az.example"),
    Picture("search-dark", "/search?q=foster+care", "official@az.example", is_dark=True),
    Picture("search-360", "/search?q=foster+care", "official@az.example", width=360),
    Picture("practice-light", PRACTICE, "official@az.example"),
    Picture("practice-dark", PRACTICE, "official@az.example", is_dark=True),
    Picture("practice-360", PRACTICE, "official@az.example", width=360),
    Picture("editor-light", Linked("/", "main a[href$='/edit']"), "publisher@az.example"),
    Picture("clearance-light", Linked("/", "main a[href$='/review']"), "reviewer@tr.example"),
    Picture("negotiation-light", _ASKED, "official@tr.example"),
    Picture("meeting-light", _ASKED, "organizer@az.example"),
    Picture("desk-az-light", "/", "publisher@az.example", locale="az"),
    Picture("dossier-light", DOSSIER, "official@az.example"),
)


@contextmanager
def demonstration() -> Iterator[str]:
    """A fresh demonstration in a folder of its own; its address."""
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        subprocess.run(exchange("demo", "--prepare-only", folder=folder), env=environment(folder), check=True)
        command = exchange("demo", "--port", str(port), folder=folder)
        process = subprocess.Popen(command, env=environment(folder))
        try:
            wait_until_ready(f"http://127.0.0.1:{port}", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=15)


def take(browser: Browser, base: str, picture: Picture) -> Path:
    """Take one picture."""
    context = browser.new_context(
        base_url=base,
        locale=picture.locale,
        viewport={"width": picture.width, "height": 900},
        color_scheme="dark" if picture.is_dark else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    sign_in(page, picture.email, picture.locale)
    visit(page, picture.place)
    path = FOLDER / f"{picture.name}.png"
    height = int(page.evaluate("() => document.documentElement.scrollHeight"))
    page.screenshot(
        path=path, full_page=True, clip={"x": 0, "y": 0, "width": picture.width, "height": min(height, HEIGHT)}
    )
    context.close()
    return path


def take_all(base: str) -> int:
    """Take every picture; 1 when one is too heavy for a repository."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    heavy = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        for picture in PICTURES:
            size = take(browser, base, picture).stat().st_size
            heavy += size > MOST_BYTES
            sys.stdout.write(f"{picture.name}.png {size // 1000} kB\n")
        browser.close()
    return int(heavy > 0)


def main() -> int:
    """From the given demonstration, else from a fresh one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", default="", help="address of a demonstration that runs already")
    base = parser.parse_args().base
    if base:
        return take_all(base)
    with demonstration() as address:
        return take_all(address)


if __name__ == "__main__":
    sys.exit(main())
