"""Pages that are the same for every visitor are made once for as long as nothing that they show changes.

Only for those who are nobody: no session, no cookie but the language. A kept page counts while the tables that it was
read from, the index if it was asked, and the quarter of an hour are the same ones, so what was narrowed is gone at the
next request (decisions 0050 and 0051).
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from sqlite3 import Error as SqliteError
from typing import ParamSpec, TypeVar

from flask import Flask, Response, current_app, g, request, session
from sqlalchemy.exc import SQLAlchemyError

from exchange.kernel import kept
from exchange.web.around import Around
from exchange.web.cookies import KNOWN_BROWSER, LANGUAGE, cookie, own_name
from exchange.web.db import db
from exchange.web.marks import OPEN_ROWS
from exchange.web.security import csp_nonce
from exchange.web.stamps import Stamps

P = ParamSpec("P")
R = TypeVar("R")
MOST_PAGES = 300  # of about 60 kB each
KEEPS_PAGES = "KEEPS_PAGES"  # False where the making itself is looked at: measures, counts of queries
KEEPS_PARTS = "KEEPS_PARTS"  # the same for what many pages are made from (kernel/kept.py)
_QUARTER = 15  # minutes: no day begins within one, in any zone
_LONGEST_QUERY = 300
_OF_NOBODY = (LANGUAGE, KNOWN_BROWSER)  # cookies that say nothing of who reads; only signing in asks for the second
_OPEN = {rows.table: rows.mark for rows in OPEN_ROWS}
_READS = {"GET", "POST"}  # whoever writes begins by reading too: who asks, what may be chosen (web/db.py ends it)
_SAME = "exchange_same"
_SOURCES = "exchange.sources_of_pages"


def same_for_visitors(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a view whose page depends on nothing but address, language, day, database and the sources it asks."""
    setattr(view, _SAME, True)
    return view


def add_source(app: Flask, name: str, state: Callable[[str], Hashable]) -> None:
    """Name something beside the database, which notes itself when it is asked (`kept.note_source`), by its state.

    Args:
        state: is given what follows the name and a colon where it notes itself: the part of it that was asked.
    """
    app.extensions.setdefault(_SOURCES, {})[name] = state


@dataclass(frozen=True)
class Made:
    """A page as it was made, and from what: the parts of it around its nonce."""

    basis: kept.Basis
    sources: kept.States
    parts: tuple[bytes, ...]
    headers: tuple[tuple[str, str], ...]

    @cached_property
    def packed(self) -> Around:
        """The same as gzip, packed when it is first asked for."""
        return Around(self.parts)


@dataclass(frozen=True, slots=True)
class Asked:
    """What it takes to keep the page that is being made: all of it read before anything else was."""

    key: Hashable
    reading: kept.Reading


class KeptPages:
    """The last pages made for visitors, in memory."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: OrderedDict[Hashable, Made] = OrderedDict()

    def find(self) -> Response | None:
        """The answer to this request, if what it was made from stands; else what it takes to keep it is noted."""
        reading, key = kept.current(), _key()
        if reading is None or key is None:
            return None
        made = self._held.get(key)
        try:
            if made is not None and reading.stands(made.basis, made.sources):
                return _answer(made)
        except (OSError, SqliteError, SQLAlchemyError):
            return None  # the page itself says what is wrong
        g.keeps_page = Asked(key, reading)
        return None

    def keep(self, response: Response) -> Response:
        """Keep the page that was made, if it turned out to be the same for everybody."""
        asked: Asked | None = g.pop("keeps_page", None)
        if asked is None or not _is_same_for_all(response):
            return response
        marks = asked.reading.marks
        basis = marks.basis(frozenset(_seen_by_visitors(table, marks) for table in asked.reading.tables))
        if basis is None or kept.current() is not asked.reading:
            return response  # read from what nobody counts, or something was written meanwhile
        headers = tuple((name, value) for name, value in response.headers if name != "Content-Length")
        parts = tuple(response.get_data().split(csp_nonce().encode()))
        made = Made(basis, asked.reading.states(), parts, headers)
        with self._lock:
            self._held[asked.key] = made
            self._held.move_to_end(asked.key)
            while len(self._held) > MOST_PAGES:
                self._held.popitem(last=False)
        return response


def init_reading(app: Flask) -> None:
    """Begin each request with the marks of the database. To be called before anything that reads in a request."""
    app.config.setdefault(KEEPS_PARTS, True)
    values = kept.Values()
    app.extensions.setdefault("exchange.reset_for_tests", []).append(values.forget)
    with app.app_context():
        stamps = Stamps(db.engine)

    @app.before_request
    def read_marks() -> None:
        kept.begin(None)
        is_kept_from = app.config[KEEPS_PARTS] and request.method in _READS and request.endpoint != "static"
        if not (is_kept_from and stamps.is_possible):
            return
        with suppress(OSError, SqliteError, SQLAlchemyError):  # the page itself says what is wrong
            kept.begin(kept.Reading(stamps.now(), values, _state))

    @app.teardown_request
    def end(_error: BaseException | None) -> None:
        kept.begin(None)


def init_same_pages(app: Flask) -> None:
    """Answer visitors from what is kept. To be called after the parts that write headers and compress."""
    app.config.setdefault(KEEPS_PAGES, True)
    pages = KeptPages()
    app.before_request(pages.find)
    app.after_request(pages.keep)


def _seen_by_visitors(table: str, marks: kept.Marks) -> str:
    """What counts of a table: no visitor's page depends on rows that no visitor may read (trust.md I2)."""
    mark = _OPEN.get(table, table)
    return table if marks.of(mark) is None else mark


def _state(name: str) -> Hashable:
    found: Mapping[str, Callable[[str], Hashable]] = current_app.extensions[_SOURCES]
    source, _, part = name.partition(":")
    with kept.apart():
        return found[source](part)


def _key() -> Hashable | None:
    view = current_app.view_functions.get(request.endpoint or "")
    is_nobody = (
        set(request.cookies) <= {own_name(name) for name in _OF_NOBODY} and "Authorization" not in request.headers
    )
    if (
        not (current_app.config[KEEPS_PAGES] and current_app.config[KEEPS_PARTS])
        or request.method != "GET"
        or not is_nobody
        or not getattr(view, _SAME, False)
    ):
        return None
    if len(request.query_string) > _LONGEST_QUERY:
        return None
    now = current_app.config["CLOCK"]()
    quarter = now.replace(minute=now.minute - now.minute % _QUARTER, second=0, microsecond=0)
    asked = (request.host, request.path, request.query_string, cookie(LANGUAGE))
    return (*asked, request.headers.get("Accept-Language"), request.headers.get("HX-Request"), quarter)


def _is_same_for_all(response: Response) -> bool:
    """A page that begins a session, sets a cookie or says anything but 200 belongs to one person."""
    is_page = response.status_code == 200 and response.mimetype == "text/html"  # noqa: PLR2004 - the status of a page
    return is_page and not response.is_streamed and not session.modified and "Set-Cookie" not in response.headers


def _answer(made: Made) -> Response:
    """The page with a nonce of its own: one that is used twice protects nobody."""
    nonce = csp_nonce().encode()
    if not request.accept_encodings["gzip"]:
        return Response(nonce.join(made.parts), headers=list(made.headers))
    packed = Response(made.packed.with_word(nonce), headers=list(made.headers))
    packed.headers["Content-Encoding"] = "gzip"
    return packed
