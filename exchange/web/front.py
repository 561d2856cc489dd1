"""Visitors get kept pages before Flask makes a request of their question, which took longer than all of the answer.

Such an answer carries what Flask's own carried when the page was made: the same headers, and a nonce, a number and a
line in the log of its own.
"""

import time
from collections.abc import Hashable, Iterable
from functools import lru_cache
from sqlite3 import Error as SqliteError
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.http import parse_accept_header, parse_cookie

from exchange.kernel import kept
from exchange.web.cookies import KNOWN_BROWSER, LANGUAGE, cookie_name
from exchange.web.logs import new_request_id, write_line
from exchange.web.same import ASKED, KEEPS_PAGES, KEEPS_PARTS, Asked, KeptPages, Made, new_reading
from exchange.web.security import new_nonce

_QUARTER = 15  # minutes: no day begins within one, in any zone
_LONGEST_QUERY, _LONGEST_CHOICE = 300, 100
_OF_NOBODY = (LANGUAGE, KNOWN_BROWSER)  # cookies that say nothing of who reads; only signing in asks for the second
_OK = "200 OK"


class Front:
    """The application, with the kept pages before it."""

    def __init__(self, app: Flask, pages: KeptPages) -> None:
        is_secure = app.config["EXCHANGE"].is_secure
        self._app, self._behind, self._pages = app, app.wsgi_app, pages
        self._language = cookie_name(LANGUAGE, is_secure=is_secure)
        self._of_nobody = {cookie_name(name, is_secure=is_secure) for name in _OF_NOBODY}

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """The kept page if what it was made from stands, else what the application answers."""
        began = time.perf_counter()
        key = self._key(environ)
        if key is None:
            return self._behind(environ, start)
        made = self._pages.held(key)
        if made is not None and self._stands(made):
            return _answer(made, environ, start, began)
        asked = environ[ASKED] = Asked(key)

        def begin(status: str, headers: list[tuple[str, str]], *rest: object) -> object:
            self._pages.hold(asked, headers)
            return start(status, headers, *rest)  # type: ignore[arg-type]  # whatever else the application says

        return self._behind(environ, begin)  # type: ignore[arg-type]  # the same

    def _key(self, environ: WSGIEnvironment) -> Hashable | None:
        """What a visitor's page depends on beside what it is made from; None for everybody and everything else."""
        if environ["REQUEST_METHOD"] != "GET" or "HTTP_AUTHORIZATION" in environ:
            return None
        config, query = self._app.config, environ.get("QUERY_STRING", "")
        if not (config[KEEPS_PAGES] and config[KEEPS_PARTS]) or len(query) > _LONGEST_QUERY:
            return None
        cookies = parse_cookie(environ) if "HTTP_COOKIE" in environ else {}
        if not cookies.keys() <= self._of_nobody or _packing(environ) is None:
            return None
        now = config["CLOCK"]()
        quarter = now.replace(minute=now.minute - now.minute % _QUARTER, second=0, microsecond=0)
        where = (environ["wsgi.url_scheme"], environ.get("HTTP_HOST"), environ.get("SCRIPT_NAME"), environ["PATH_INFO"])
        asked = (query, cookies.get(self._language), environ.get("HTTP_ACCEPT_LANGUAGE"))
        return (*where, *asked, environ.get("HTTP_HX_REQUEST"), quarter)

    def _stands(self, made: Made) -> bool:
        """Whether nothing was written to what it was made from; the page itself says what is wrong."""
        try:
            reading = new_reading(self._app)
            if reading is None or not made.sources:
                return reading is not None and reading.marks.still(made.basis)
            with self._app.app_context():  # the index asks the database what it is to withhold
                kept.begin(reading)
                return reading.stands(made.basis, made.sources)
        except (OSError, SqliteError, SQLAlchemyError):
            return False
        finally:
            kept.begin(None)


def init_front(app: Flask) -> None:
    """Answer visitors from what is kept. To be called after the parts that write headers and compress."""
    app.config.setdefault(KEEPS_PAGES, True)
    pages = KeptPages()
    app.after_request(pages.note)
    app.wsgi_app = Front(app, pages)  # type: ignore[assignment, method-assign]  # as Flask advises


def _answer(made: Made, environ: WSGIEnvironment, start: StartResponse, began: float) -> Iterable[bytes]:
    """The page with a nonce of its own: one that is used twice protects nobody."""
    nonce, number = new_nonce(), new_request_id()
    headers = [(name, nonce.join(parts)) for name, parts in made.headers]
    if _packing(environ):
        body = made.packed.with_word(nonce.encode())
        headers.append(("Content-Encoding", "gzip"))
    else:
        body = nonce.encode().join(made.parts)
    headers += [("Content-Length", str(len(body))), ("X-Request-Id", number)]
    write_line("GET", made.endpoint, 200, began, request=number)
    start(_OK, headers)
    return [body]


def _packing(environ: WSGIEnvironment) -> str | None:
    """`gzip`, or nothing where the page is to be sent as it is; None where only another packing is understood."""
    choice = environ.get("HTTP_ACCEPT_ENCODING", "")
    return _chosen(choice) if len(choice) <= _LONGEST_CHOICE else None


@lru_cache(maxsize=200)
def _chosen(choice: str) -> str | None:
    accepted = parse_accept_header(choice)
    if accepted["gzip"]:
        return "gzip"
    return None if accepted["br"] else ""
