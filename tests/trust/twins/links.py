"""What is reachable: an address that a page, a feed, a site map or a redirect of this service leads to.

Query strings are followed as the links write them, however many parameters they combine: filters, sorts and pages of a
search come to an end, because a filter that leads to nothing is not offered. Two things have no end and are cut:
calendars lead to the next month for ever (followed: the month of the clock and the next), public days to the next year
(followed: the year of the clock and those beside it). `lang=` chooses the language of everything that follows, so a
reader in another language is another reader (readers.py) and it makes no address of its own.

Not reached, and held by `make probes` and the tests of their capability: what only a sent form makes, addresses with a
secret from a mail or for a calendar, steps inside a sign-in, the number that a decree prints (`/p/`).

Left out for everybody: the built files (`/static`), `/demo/mail`, where the demonstration shows all its mails to
everyone on purpose, and `/settings/security/app`, which offers a new random secret each time. Left out for who runs the
platform: accounts and the trail, which that post reads of all ministries.
"""

import html
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urljoin, urlsplit

from tests.trust.probe import Answer
from tests.trust.probing.practices import MARK, WORD

HERE = "http://localhost"
STARTS = (
    "/",
    "/sitemap.xml",
    "/robots.txt",
    "/.well-known/security.txt",
    "/health/live",
    "/health/ready",
    "/themes",
    "/countries",
    "/relations/",
    "/insights",
    "/needs/",
    "/adoptions/",
    "/commitments/",
    "/questions/",
    "/admin/people",
    "/admin/trail",
    "/admin/trail.csv",
    "/admin/trail.json",
    # No page leads these readers there, but they may know the address.
    "/admin/concepts",
    "/admin/days",
    "/admin/opening",
    "/admin/rooms",
    "/admin/taxonomy",
    "/guest",
    "/our-conditions",
    "/practices/",
    "/settings/",
    "/settings/recovery-codes",
    "/sign-in/again",
)
# What somebody may type. Asked in every form; what it leads to is reached from the pages anyway.
WORDS = (
    MARK,
    MARK[:4],
    MARK.replace("ra", "ro"),
    WORD,
    f"{WORD} -care",
    "foster care",
    "fostr care",
    "villages",
    "ailə",
    "koruyucu aile",
    "семья",
    "Open to all",
)
TYPED = tuple(f"/search{form}?q={word}" for word in WORDS for form in ("", ".json", ".csv", ".atom", "/complete.json"))
_LINK = re.compile(rb'\b(?:href|src|hx-get)="([^"]*)"|<loc>([^<]*)</loc>')
_HAS_FEED = re.compile(r"/(?:themes|countries)/[\w.]+(?<!\.atom)")  # a reader of feeds is given the address by hand
_LEFT_OUT = re.compile(r"^/(static/|demo/mail|settings/security/app)")
_OF_THE_PLATFORM = re.compile(r"^/admin/(people|trail)")
_MONTHS, _YEARS = ("2026-03", "2026-04"), ("2025", "2026", "2027")  # the clock stands on 10 March 2026


def links_of(address: str, answer: Answer) -> Iterator[str]:
    """Addresses of this service that an answer leads to, each as often as it stands there."""
    headers = dict(answer.headers)
    found = [headers["Location"]] if "Location" in headers else []
    if headers.get("Content-Type", "").partition(";")[0].endswith(("html", "xml")):
        found += [html.unescape((href or loc).decode()) for href, loc in _LINK.findall(answer.body)]
    for link in found:
        parts = urlsplit(urljoin(HERE + address, link))
        if f"{parts.scheme}://{parts.netloc}" == HERE:
            yield parts.path + (f"?{parts.query}" if parts.query else "")
            if _HAS_FEED.fullmatch(parts.path):
                yield f"{parts.path}.atom"


def is_followed(link: str, *, runs_platform: bool) -> bool:
    """Whether the crawl goes there: not to what is left out, nor past the ends that were set."""
    if _LEFT_OUT.search(link) or (runs_platform and _OF_THE_PLATFORM.search(link)):
        return False
    asked = parse_qs(urlsplit(link).query)
    if "lang" in asked:
        return False
    is_near = asked.get("day", _MONTHS)[0].startswith(_MONTHS)
    return is_near and asked.get("year", _YEARS)[0] in _YEARS
