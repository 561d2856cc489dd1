"""What every page must be: valid HTML5, one h1, a title that begins with it, labels, ids, no inline code."""

import re
from collections import Counter
from functools import cached_property
from itertools import product

import html5lib
from bs4 import BeautifulSoup, Tag

_LABELLED = ("input", "select", "textarea")
_NEEDS_NO_LABEL = {"hidden", "submit", "button", "image", "reset"}
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ADDRESS = re.compile(
    r' (href|action|value|datetime|content|src|nonce|title|data-[a-z-]+)="[^"&<>\x00-\x1f\x7f-\x9f]+"'
)
_WORDS = re.compile(r"(?<=>)[^<>&\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe-\U0010ffff]+(?=<)")
_HEADS = re.compile(r"<(title|h1)\b[^>]*>.*?</\1>", re.DOTALL)
_right: set[str] = set()  # frames of pages that were found to be right in this process


class Page:
    """An answer as a person sees it."""

    def __init__(self, status: int, html: str, location: str | None = None) -> None:
        self.status = status
        self.html = html
        self.location = location

    @cached_property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.html, "html.parser")

    @property
    def text(self) -> str:
        """The text of the page, spaces folded."""
        return " ".join(self.soup.get_text(" ").split())

    @property
    def h1(self) -> str:
        heading = self.soup.find("h1")
        return " ".join(heading.get_text(" ").split()) if heading else ""

    def one(self, selector: str) -> Tag:
        found = self.soup.select(selector)
        assert len(found) == 1, f"{selector}: {len(found)} found"
        return found[0]

    def all(self, selector: str) -> list[Tag]:
        return list(self.soup.select(selector))


def check_page(page: Page) -> None:
    """Raise AssertionError with the first fault of a page; what differs in nothing that counts is read once."""
    frame = _frame(page.html)
    if frame not in _right:
        _check(page)
        _right.add(frame)


def _frame(html: str) -> str:
    """All that the verdict depends on: without ordinary words and addresses, and each UUID by its first place."""
    places: dict[str, str] = {}
    heads = "".join(found[0] for found in _HEADS.finditer(html))
    html = _UUID.sub(lambda found: places.setdefault(found[0], f"UUID {len(places)}"), html)
    html = _ADDRESS.sub(r' \1="x"', html)
    return heads + _WORDS.sub(lambda found: " " if found[0].isspace() else "x", html)


def _check(page: Page) -> None:
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(page.html)
    faults = [f"{code} at line {position[0]} {values}" for position, code, values in parser.errors]
    assert not faults, "invalid HTML: " + "; ".join(faults[:3])
    soup = page.soup
    _check_heads(soup)
    _check_ids(soup)
    _check_labels(soup)
    _check_forms(soup)
    _check_no_inline_code(soup)


def _check_heads(soup: BeautifulSoup) -> None:
    headings = soup.find_all("h1")
    assert len(headings) == 1, f"{len(headings)} h1 on the page"
    title = " ".join((soup.title.get_text() if soup.title else "").split())
    assert title, "the page has no title"
    html = soup.find("html")
    assert isinstance(html, Tag), "no html element"
    assert html.get("lang"), "the page does not say its language"
    heading = " ".join(headings[0].get_text(" ").split())
    assert _letters(title).startswith(_letters(heading)), f"title {title!r} does not begin with the h1 {heading!r}"


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def _check_ids(soup: BeautifulSoup) -> None:
    tags = soup.find_all(True)
    ids = Counter(str(tag["id"]) for tag in tags if tag.has_attr("id"))
    assert not (twice := sorted(name for name, times in ids.items() if times > 1)), f"ids stand twice: {twice}"
    for tag, attribute in product(tags, ("aria-labelledby", "aria-describedby")):
        for name in str(tag.get(attribute, "")).split():
            assert name in ids, f"{attribute}={name!r} points to nothing"


def _check_labels(soup: BeautifulSoup) -> None:
    bound = {str(label.get("for")) for label in soup.find_all("label")}
    for field in soup.find_all(_LABELLED):
        if field.get("type") in _NEEDS_NO_LABEL:
            continue
        named = field.get("id") in bound or field.get("aria-label") or field.get("aria-labelledby")
        assert named or field.find_parent("label"), f"no label: {str(field)[:120]}"


def _check_forms(soup: BeautifulSoup) -> None:
    for form in soup.find_all("form", method=re.compile("^post$", re.IGNORECASE)):
        assert form.find("input", attrs={"name": "csrf_token", "value": True}), f"no token: {str(form)[:120]}"


def _check_no_inline_code(soup: BeautifulSoup) -> None:
    for tag in soup.find_all(True):
        bad = [name for name in tag.attrs if name == "style" or name.startswith("on")]
        assert not bad, f"inline {bad[0]} on {tag.name}"
    for script in soup.find_all("script"):
        assert script.get("src") or script.get("nonce") or script.get("type") == "application/ld+json", "inline script"
    assert not soup.find_all("style"), "inline style element"
