"""What search engines are told: nothing that a visitor may not read, and every page that one may."""

import fnmatch
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from exchange.practices.models import Practice, Visibility
from exchange.web.same import KEEPS_PAGES, KEEPS_PARTS
from tests.factories.accounts import make_ministry, make_person
from tests.factories.practices import make_practice
from tests.support.browser import Browser

LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
LINK = "{http://www.w3.org/1999/xhtml}link"


def listed(browser: Browser) -> dict[str, dict[str, str]]:
    """The paths of the list, each with its address for each language."""
    answer = browser.raw("/sitemap.xml")
    assert answer.status_code == 200
    assert answer.mimetype == "application/xml"
    top = ET.fromstring(answer.data)  # noqa: S314 - made by ourselves
    found = {}
    for url in top:
        links = {str(link.get("hreflang")): path_of(str(link.get("href"))) for link in url.findall(LINK)}
        found[path_of(str(url.findtext(LOC)))] = links
    return found


def path_of(address: str) -> str:
    assert address.startswith("http"), "search engines want whole addresses"
    return "/" + address.split("/", 3)[3]


def closed(browser: Browser) -> list[str]:
    """The patterns that crawlers are asked to leave alone."""
    answer = browser.raw("/robots.txt")
    assert answer.mimetype == "text/plain"
    lines = answer.get_data(as_text=True).splitlines()
    assert lines[0] == "User-agent: *"
    assert any(line.startswith("Sitemap: http") and line.endswith("/sitemap.xml") for line in lines)
    return [line.removeprefix("Disallow: ") for line in lines if line.startswith("Disallow: ")]


def is_closed(path: str, patterns: list[str]) -> bool:
    return any(fnmatch.fnmatchcase(path, f"{pattern}*") for pattern in patterns)


@pytest.fixture
def practices(session: Session) -> tuple[Practice, Practice, Practice]:
    """A public one in two languages, one for signed-in partners, one for named partners."""
    own = make_ministry(session, "AZ")
    words = {"az": "Açıq", "en": "Open"}
    return (
        make_practice(session, own, texts=words, visibility=Visibility.PUBLIC),
        make_practice(session, own, visibility=Visibility.MEMBERS),
        make_practice(session, own, visibility=Visibility.PARTNERS, partners=(make_ministry(session, "TR"),)),
    )


def test_the_list_names_what_a_visitor_reads_and_nothing_else(
    browser: Browser, practices: tuple[Practice, ...]
) -> None:
    paths = [path for path in listed(browser) if path.startswith("/practices/")]
    assert paths == [f"/practices/{practices[0].slug}"]


def test_whoever_asks_gets_the_list_of_visitors(
    browser: Browser, session: Session, practices: tuple[Practice, ...]
) -> None:
    before = listed(browser)
    browser.sign_in(make_person(session, practices[0].ministry))
    assert listed(browser) == before


def test_each_address_of_the_list_opens_in_each_language(browser: Browser, practices: tuple[Practice, ...]) -> None:
    for path, languages in listed(browser).items():
        assert languages["x-default"] == path
        for code, address in languages.items():
            page = browser.another().get(address)
            assert page.status == 200, address
            assert code == "x-default" or page.one("html")["lang"] == code, address


def test_a_practice_is_listed_in_the_languages_of_its_text(browser: Browser, practices: tuple[Practice, ...]) -> None:
    assert listed(browser)[f"/practices/{practices[0].slug}"].keys() == {"az", "en", "x-default"}


def test_a_practice_that_is_narrowed_leaves_the_list_at_the_next_request(
    app: Flask, browser: Browser, session: Session, practices: tuple[Practice, ...]
) -> None:
    app.config[KEEPS_PAGES] = app.config[KEEPS_PARTS] = True
    path = f"/practices/{practices[0].slug}"
    assert path in listed(browser)
    assert path in listed(browser)
    practices[0].visibility = Visibility.MEMBERS
    assert path not in listed(browser)


def test_crawlers_are_kept_off_sign_in_search_and_programs_but_off_no_listed_page(
    browser: Browser, practices: tuple[Practice, ...]
) -> None:
    patterns = closed(browser)
    slug = practices[0].slug
    for path in ("/sign-in", "/search", "/search?q=x", "/search.json", f"/practices/{slug}.json", "/themes/cp.atom"):
        assert is_closed(path, patterns), path
    assert [path for path in listed(browser) if is_closed(path, patterns)] == []
