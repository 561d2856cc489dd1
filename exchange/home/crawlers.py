"""What programs that read for search engines are told: which pages are not for them, and which there are."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from sqlalchemy.orm import Session

from exchange.accounts.queries import ministries
from exchange.home.queries import ThemeRow, country_rows, theme_rows
from exchange.kernel.actor import Actor
from exchange.kernel.languages import Language
from exchange.practices.queries import practices_listed

MOST_PRACTICES = 10_000  # a list may be 50 MB and 50,000 addresses long (sitemaps.org); this one stays under 10 MB
STANDING = ("/", "/themes", "/countries", "/help/", "/accessibility", "/privacy")
# Signing in, looking for something, and what is made for programs; the pages that a visitor reads stay open.
CLOSED = (
    *("/sign-in", "/sign-out", "/password/", "/invitation/", "/unsubscribe/", "/guest", "/settings/"),
    *("/search", "/feeds/", "/practices/compare", "/practices/*/similar", "/questions/", "/health/", "/demo/"),
    *("/*.json", "/*.csv", "/*.atom", "/*.md"),
)
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"


@dataclass(frozen=True)
class Listed:
    """One page: its path, the languages that it is read in, and when it last changed where that is known."""

    path: str
    languages: tuple[str, ...]
    changed_at: datetime | None = None


def robots(host: str, root: str) -> str:
    """The rules for crawlers (RFC 9309). `host` with its scheme; `root`: the path that the exchange stands under."""
    lines = ["User-agent: *", *(f"Disallow: {root}{path}" for path in CLOSED), "", f"Sitemap: {host}/sitemap.xml"]
    return "\n".join(lines) + "\n"


def pages_for_visitors(session: Session, *, languages: tuple[str, ...]) -> tuple[Listed, ...]:
    """Every page that somebody without an account may read, by the rules that the pages themselves ask."""
    nobody = Actor.nobody()
    practices = practices_listed(session, actor=nobody, most=MOST_PRACTICES)
    paths = [*STANDING, *_places(session, nobody)]
    spoken = frozenset(languages)
    return (
        *(Listed(path, languages) for path in paths),
        *(
            Listed(f"/practices/{one.slug}", tuple(code for code in one.languages if code in spoken), one.changed_at)
            for one in practices
        ),
    )


def _places(session: Session, actor: Actor) -> Iterator[str]:
    """Themes and countries that have something to read, and every ministry."""
    for theme in _all(theme_rows(session, actor=actor, language=Language.EN)):
        if theme.practices:
            yield f"/themes/{theme.code}"
    known = ministries(session)
    taking_part = {one.country for one in known}  # a page of a country names its ministries
    countries = country_rows(session, actor=actor, language=Language.EN)
    yield from (f"/countries/{row.code}" for row in countries if row.code in taking_part)
    yield from (f"/ministries/{one.slug}" for one in known)


def _all(rows: Iterable[ThemeRow]) -> Iterator[ThemeRow]:
    for row in rows:
        yield row
        yield from _all(row.narrower)


def sitemap(host: str, pages: Iterable[Listed]) -> bytes:
    """The list as sitemaps.org says it, each page with its address in every language."""
    top = Element("urlset", {"xmlns": _SITEMAP, "xmlns:xhtml": _XHTML})
    for page in pages:
        url = SubElement(top, "url")
        SubElement(url, "loc").text = host + page.path
        if page.changed_at:
            SubElement(url, "lastmod").text = page.changed_at.date().isoformat()
        for code in page.languages:
            _alternate(url, code, f"{host}{page.path}?lang={code}")
        _alternate(url, "x-default", host + page.path)
    found: bytes = tostring(top, encoding="utf-8", xml_declaration=True)
    return found


def _alternate(url: Element, language: str, address: str) -> None:
    SubElement(url, "xhtml:link", {"rel": "alternate", "hreflang": language, "href": address})
