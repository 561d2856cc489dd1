"""Server time of each kind of page, in process, beside a bare Flask page in the same run."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from exchange.accounts.models import Means, Person
from exchange.accounts.service.sessions import Opening, open_session
from exchange.practices.models import Practice, PracticeState, Visibility
from exchange.web.db import reading, transaction
from exchange.web.same import KEEPS_PAGES

_WARM = 3
_HOSTILE_ROUNDS = 5
_HOSTILE = (  # each is answered, whatever it is (tests/search/test_hostile.py has more)
    "s*",
    "NOT NOT (((~",
    '"a b" "c d" "e f" "g h"',
    "title:" * 30,
    "a" * 10_000,
    "ve ile and the и или",
    "\u0301" * 150,
    "🙂 שלום مرحبا",
)


@dataclass(frozen=True)
class Measure:
    """One kind of page."""

    page: str
    median_ms: float
    p95_ms: float


def measure_pages(app: Flask, *, rounds: int = 40) -> list[Measure]:
    """Every kind, for a visitor and a publisher; the bare page first."""
    app.testing = True
    app.config[KEEPS_PAGES] = False  # the making of a page is measured
    slug, person = _subject(app)
    inside = app.test_client()
    with inside.session_transaction() as cookies:
        cookies["visit"] = visit_of(app, person)
    found = [_measure("bare Flask page", _get(_bare().test_client(), "/"), rounds)]
    for who, client in (("visitor", app.test_client()), ("publisher", inside)):
        found += [
            _measure(f"{who}: {path}", _get(client, path), rounds) for path in _paths(slug, is_inside=who != "visitor")
        ]
    return found + [_hostile(inside, text) for text in _HOSTILE]


def _hostile(client: FlaskClient, text: str) -> Measure:
    return _measure(f"publisher, hostile: {text[:16]!a}", _get(client, f"/search?q={quote(text)}"), _HOSTILE_ROUNDS)


def visit_of(app: Flask, person: Person) -> str:
    """What the cookie of a session of this person holds."""
    with app.app_context(), transaction() as session:
        row = session.get_one(Person, person.id)
        opening = Opening(Means.SAMPLE, "Bench")
        return open_session(session, person=row, opening=opening, now=app.config["CLOCK"]())


def _paths(slug: str, *, is_inside: bool) -> tuple[str, ...]:
    every = (
        "/",
        "/search",
        "/search?q=foster+care",
        "/search?q=ailə",
        f"/practices/{slug}",
        f"/practices/{slug}/discussion",
    )
    return (*every, "/themes", "/countries") + (("/meetings/", "/notifications", "/relations/") if is_inside else ())


def _subject(app: Flask) -> tuple[str, Person]:
    with app.app_context():
        session = reading()
        is_open = Practice.state == PracticeState.PUBLISHED, Practice.visibility == Visibility.PUBLIC
        slug = session.scalars(select(Practice.slug).where(*is_open).order_by(Practice.slug).limit(1)).one()
        return slug, session.scalars(select(Person).where(Person.email == "publisher@az.example")).one()


def _bare() -> Flask:
    app = Flask("bare")
    app.add_url_rule("/", view_func=lambda: "<!doctype html><title>Hello</title><h1>Hello</h1>")
    return app


def _get(client: FlaskClient, path: str) -> Callable[[], int]:
    return lambda: client.get(path).status_code


def _measure(name: str, ask: Callable[[], int], rounds: int) -> Measure:
    for _ in range(_WARM):
        status = ask()
        if status != 200:  # noqa: PLR2004 - a page that is no page is not worth measuring
            raise RuntimeError(f"{name} answered {status}")
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        ask()
        times.append((time.perf_counter() - began) * 1000)
    times.sort()
    return Measure(name, round(statistics.median(times), 1), round(times[int(len(times) * 0.95) - 1], 1))
