"""axe-core 4.14.1 (WCAG 2.0 to 2.2 A and AA, best practice) run inside the page."""

from pathlib import Path

from playwright.sync_api import Page

SOURCE = (Path(__file__).parent.parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RULES = (
    "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations']}"
)


def bring(page: Page) -> None:
    """Once per page; the page's own content policy stays in force: the source is evaluated."""
    page.evaluate(SOURCE)


def faults(page: Page) -> list[str]:
    """One line per violation. `bring` first."""
    result = page.evaluate(f"() => axe.run(document, {RULES})")
    return [
        f"{page.url}: {violation['id']}: {violation['help']}: {violation['nodes'][0]['html'][:160]}"
        for violation in result["violations"]
    ]


def scrolls_sideways(page: Page) -> bool:
    """Whether the page is wider than the window."""
    return bool(page.evaluate("() => document.documentElement.scrollWidth > document.documentElement.clientWidth"))
