"""Pages that are the same for every visitor are made once for as long as nothing changes (decision 0050).

Only for those who are nobody: no session, no cookie but the language. A kept page counts while the database, the
index and the minute are the ones it was made from, so what was narrowed is gone at the next request.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from sqlite3 import Error as SqliteError
from typing import ParamSpec, TypeVar

from flask import Flask, Response, current_app, g, request, session
from sqlalchemy.exc import SQLAlchemyError

from exchange.web.db import db
from exchange.web.reader import COOKIE
from exchange.web.security import csp_nonce
from exchange.web.stamps import Stamps

P = ParamSpec("P")
R = TypeVar("R")
MOST_PAGES = 300  # of about 60 kB each
KEEPS_PAGES = "KEEPS_PAGES"  # False where the making itself is looked at: measures, counts of queries
_LONGEST_QUERY = 300
_SAME = "exchange_same"
_SOURCES = "exchange.sources_of_pages"


def same_for_visitors(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a view whose page depends on nothing but its address, the language, the database, the index, the minute."""
    setattr(view, _SAME, True)
    return view


def add_source(app: Flask, state: Callable[[], Hashable]) -> None:
    """Name something beside the database that such pages are made from, by its state."""
    app.extensions.setdefault(_SOURCES, []).append(state)


@dataclass(frozen=True, slots=True)
class Made:
    """A page as it was made, and from what."""

    stamp: Hashable
    body: bytes
    nonce: bytes
    headers: tuple[tuple[str, str], ...]


class KeptPages:
    """The last pages made for visitors, in memory."""

    def __init__(self, stamps: Stamps) -> None:
        self._stamps = stamps
        self._lock = threading.Lock()
        self._held: OrderedDict[Hashable, Made] = OrderedDict()

    def find(self) -> Response | None:
        """The answer to this request, if it was made from what holds now; else what it takes to keep it is noted."""
        key = _key() if self._stamps.is_possible else None
        if key is None:
            return None
        try:
            stamp = (self._stamps.now(), *(state() for state in current_app.extensions.get(_SOURCES, ())))
        except (OSError, SqliteError, SQLAlchemyError):
            return None  # the page itself says what is wrong
        made = self._held.get(key)
        if made is None or made.stamp != stamp:
            g.keeps_page = key, stamp  # read before the page is made: never newer than its content
            return None
        return _answer(made)

    def keep(self, response: Response) -> Response:
        """Keep the page that was made, if it turned out to be the same for everybody."""
        noted = g.pop("keeps_page", None)
        if noted is None or not _is_same_for_all(response):
            return response
        key, stamp = noted
        headers = tuple((name, value) for name, value in response.headers if name != "Content-Length")
        made = Made(stamp, response.get_data(), csp_nonce().encode(), headers)
        with self._lock:
            self._held[key] = made
            self._held.move_to_end(key)
            while len(self._held) > MOST_PAGES:
                self._held.popitem(last=False)
        return response


def init_same_pages(app: Flask) -> None:
    """Answer visitors from what is kept. To be called after the parts that write headers and compress."""
    app.config.setdefault(KEEPS_PAGES, True)
    with app.app_context():
        pages = KeptPages(Stamps(db.engine))
    app.before_request(pages.find)
    app.after_request(pages.keep)


def _key() -> Hashable | None:
    view = current_app.view_functions.get(request.endpoint or "")
    is_nobody = set(request.cookies) <= {COOKIE} and "Authorization" not in request.headers
    if (
        not current_app.config[KEEPS_PAGES]
        or request.method != "GET"
        or not is_nobody
        or not getattr(view, _SAME, False)
    ):
        return None
    if len(request.query_string) > _LONGEST_QUERY:
        return None
    minute = current_app.config["CLOCK"]().replace(second=0, microsecond=0)
    asked = (request.host, request.path, request.query_string, request.cookies.get(COOKIE))
    return (*asked, request.headers.get("Accept-Language"), request.headers.get("HX-Request"), minute)


def _is_same_for_all(response: Response) -> bool:
    """A page that begins a session, sets a cookie or says anything but 200 belongs to one person."""
    is_page = response.status_code == 200 and response.mimetype == "text/html"  # noqa: PLR2004 - the status of a page
    return is_page and not response.is_streamed and not session.modified and "Set-Cookie" not in response.headers


def _answer(made: Made) -> Response:
    """The page with a nonce of its own: one that is used twice protects nobody."""
    return Response(made.body.replace(made.nonce, csp_nonce().encode()), headers=list(made.headers))
