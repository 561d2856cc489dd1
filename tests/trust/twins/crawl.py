"""Follow links, breadth first, and ask the same address of both copies."""

import io
import re
import zipfile
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Person
from exchange.web.db import db
from tests.trust.probe import Answer, Prober

HERE = "http://localhost"
STARTS = ("/", "/search", "/search.json?q=care", "/insights", "/themes", "/countries", "/relations/", "/sitemap.xml")
# Mails of the demonstration are shown to all, accounts and the trail to whoever runs the platform; a PDF says what its
# Word file says, at forty times the cost.
NOT_FOLLOWED = re.compile(r"^/(static|demo/mail|sign-in/as|admin/people|admin/trail)|\.pdf$|[?&]lang=")
MOST_QUERIES = 25  # of one path: filters of a search can be combined without end
_KEYS_OF_READERS = re.compile(rb"(?:/feeds/|/calendar/|/unsubscribe/)[\w-]{20,}")


@dataclass
class Comparison:
    """What was asked of both, and where they differ."""

    addresses: int = 0
    by_path: Counter[str] = field(default_factory=Counter)
    differing: list[str] = field(default_factory=list)


def compare(one: Flask, other: Flask, email: str | None, most: int) -> Comparison:
    """At most so many addresses, reached by this reader from the first page of the first copy."""
    probers = [Prober(app, _person(app, email)) for app in (one, other)]
    found, waiting, seen = Comparison(), deque(STARTS), set(STARTS)
    while waiting and found.addresses < most:
        address = waiting.popleft()
        first, second = (_plain(prober.get(address)) for prober in probers)
        found.addresses += 1
        if first != second:
            found.differing.append(f"{email or 'visitor'} {address}: {_where(first, second)}")
        for link in _links(address, first):
            if link not in seen and _is_wanted(link, found.by_path):
                seen.add(link)
                waiting.append(link)
    return found


def _person(app: Flask, email: str | None) -> Person | None:
    if email is None:
        return None
    with app.app_context():
        engine = db.engine
    with Session(engine, expire_on_commit=False) as session:
        return session.scalars(select(Person).where(Person.email == email)).one()


def _links(address: str, answer: Answer) -> Iterator[str]:
    """Addresses of this service that a page leads to, and where a redirect goes."""
    headers = dict(answer.headers)
    if "Location" in headers:
        yield from _own(urljoin(HERE + address, headers["Location"]))
    if not headers.get("Content-Type", "").startswith("text/html"):
        return
    page = BeautifulSoup(answer.body, "html.parser")
    for name in ("href", "src", "hx-get"):
        for element in page.select(f"[{name}]"):
            yield from _own(urljoin(HERE + address, str(element[name])))


def _own(link: str) -> Iterator[str]:
    parts = urlsplit(link)
    if f"{parts.scheme}://{parts.netloc}" == HERE:
        yield parts.path + (f"?{parts.query}" if parts.query else "")


def _is_wanted(link: str, by_path: Counter[str]) -> bool:
    if NOT_FOLLOWED.search(link):
        return False
    path, _, query = link.partition("?")
    by_path[path] += bool(query)
    return not query or by_path[path] <= MOST_QUERIES


def _plain(answer: Answer) -> Answer:
    """A Word file as its parts: the zip around them carries the hour at which it was made."""
    if answer.body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(answer.body)) as packed:
            body = b"".join(name.encode() + packed.read(name) for name in sorted(packed.namelist()))
        return replace(answer, body=body)
    return replace(answer, body=_KEYS_OF_READERS.sub(b"KEY", answer.body))


def _where(first: Answer, second: Answer) -> str:
    if first.status != second.status:
        return f"{first.status} against {second.status}"
    if first.headers != second.headers:
        return f"headers {set(first.headers) ^ set(second.headers)}"
    pairs = zip(first.body, second.body, strict=False)
    at = next((place for place, (a, b) in enumerate(pairs) if a != b), min(len(first.body), len(second.body)))
    return f"at byte {at}: {first.body[max(0, at - 60) : at + 60]!r} against {second.body[max(0, at - 60) : at + 60]!r}"
