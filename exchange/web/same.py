"""Pages that are the same for every visitor are made once for as long as nothing that they show changes.

Only for those who are nobody: no session, no cookie but the language. A kept page counts while the tables that it was
read from, the index if it was asked, and the quarter of an hour are the same ones, so what was narrowed is gone at the
next request (decisions 0050 and 0051).
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from sqlite3 import Error as SqliteError
from typing import ParamSpec, TypeVar

from flask import Flask, Response, current_app, request, session
from sqlalchemy.exc import SQLAlchemyError

from exchange.kernel import kept
from exchange.web.around import Around
from exchange.web.db import db
from exchange.web.marks import OPEN_ROWS
from exchange.web.security import csp_nonce
from exchange.web.stamps import Stamps

P = ParamSpec("P")
R = TypeVar("R")
MOST_PAGES = 300  # of about 60 kB each
KEEPS_PAGES = "KEEPS_PAGES"  # False where the making itself is looked at: measures, counts of queries
KEEPS_PARTS = "KEEPS_PARTS"  # the same for what many pages are made from (kernel/kept.py)
ASKED = "exchange.asked"  # in the environ of a request that visitors may be answered from a kept page
_OF_ONE = frozenset({"Content-Encoding", "Content-Length", "Date", "X-Request-Id"})  # headers of a single answer
_OPEN = {rows.table: rows.mark for rows in OPEN_ROWS}
_READS = {"GET", "POST"}  # whoever writes begins by reading too: who asks, what may be chosen (web/db.py ends it)
_PAGES = {"text/html", "application/xml"}
_SAME = "exchange_same"
_SOURCES = "exchange.sources_of_pages"
_READ = "exchange.read"


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
    """A page as it was made, and from what: the parts of it, and of its headers, around its nonce."""

    endpoint: str
    basis: kept.Basis
    sources: kept.States
    parts: tuple[bytes, ...]
    headers: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @cached_property
    def packed(self) -> Around:
        """The same as gzip, packed when it is first asked for."""
        return Around(self.parts)


@dataclass
class Asked:
    """What a visitor asks for, and the page that was made for it, if it turned out to be the same for everybody."""

    key: Hashable
    made: Made | None = None
    nonce: str = ""


class KeptPages:
    """The last pages made for visitors, in memory."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: OrderedDict[Hashable, Made] = OrderedDict()

    def held(self, key: Hashable) -> Made | None:
        """The page that was made for the same question, whether or not it still stands."""
        return self._held.get(key)

    def note(self, response: Response) -> Response:
        """Say what it takes to keep the page that was made, before it is packed and gets the headers of all answers."""
        asked: Asked | None = request.environ.get(ASKED)
        reading = kept.current()  # None where something was written meanwhile
        if asked is None or reading is None or not _is_same_for_all(response):
            return response
        marks = reading.marks
        basis = marks.basis(frozenset(_seen_by_visitors(table, marks) for table in reading.tables))
        if basis is not None:  # else it was read from what nobody counts
            asked.nonce = csp_nonce()
            parts = tuple(response.get_data().split(asked.nonce.encode()))
            asked.made = Made(str(request.endpoint), basis, reading.states(), parts)
        return response

    def hold(self, asked: Asked, headers: Sequence[tuple[str, str]]) -> None:
        """Keep the page that was noted, with the headers that it was sent with; a cookie is one person's."""
        if asked.made is None or any(name == "Set-Cookie" for name, _ in headers):
            return
        lasting = tuple((name, tuple(value.split(asked.nonce))) for name, value in headers if name not in _OF_ONE)
        with self._lock:
            self._held[asked.key] = replace(asked.made, headers=lasting)
            self._held.move_to_end(asked.key)
            while len(self._held) > MOST_PAGES:
                self._held.popitem(last=False)


def init_reading(app: Flask) -> None:
    """Begin each request with the marks of the database. To be called before anything that reads in a request."""
    app.config.setdefault(KEEPS_PARTS, True)
    values = kept.Values()
    app.extensions.setdefault("exchange.reset_for_tests", []).append(values.forget)
    with app.app_context():
        app.extensions[_READ] = Stamps(db.engine), values

    @app.before_request
    def read_marks() -> None:
        kept.begin(None)
        if request.method not in _READS or request.endpoint == "static":
            return
        with suppress(OSError, SqliteError, SQLAlchemyError):  # the page itself says what is wrong
            kept.begin(new_reading(app))

    @app.teardown_request
    def end(_error: BaseException | None) -> None:
        kept.begin(None)


def new_reading(app: Flask) -> kept.Reading | None:
    """What begins with the marks of this moment; None where nothing is kept.

    Raises:
        OSError, sqlite3.Error, SQLAlchemyError: the database does not answer.
    """
    stamps, values = app.extensions[_READ]
    is_kept = app.config[KEEPS_PARTS] and stamps.is_possible
    return kept.Reading(stamps.now(), values, _state) if is_kept else None


def _seen_by_visitors(table: str, marks: kept.Marks) -> str:
    """What counts of a table: no visitor's page depends on rows that no visitor may read (trust.md I2)."""
    mark = _OPEN.get(table, table)
    return table if marks.of(mark) is None else mark


def _state(name: str) -> Hashable:
    found: Mapping[str, Callable[[str], Hashable]] = current_app.extensions[_SOURCES]
    source, _, part = name.partition(":")
    with kept.apart():
        return found[source](part)


def _is_same_for_all(response: Response) -> bool:
    """A page that begins a session, sets a cookie or says anything but 200 belongs to one person."""
    view = current_app.view_functions.get(request.endpoint or "")
    if not getattr(view, _SAME, False):
        return False
    is_page = response.status_code == 200 and response.mimetype in _PAGES  # noqa: PLR2004 - the status of a page
    return is_page and not response.is_streamed and not session.modified and "Set-Cookie" not in response.headers
