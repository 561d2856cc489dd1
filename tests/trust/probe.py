"""A client that keeps answers as bytes and headers, and says whether anything in the database changed."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask

from exchange.accounts.models import Person
from exchange.web.db import db
from tests.support.databases import every_row
from tests.support.signing import csrf_token, session_of

_CHANGING_HEADERS = {"X-Request-Id", "Content-Security-Policy", "Set-Cookie", "Date", "Content-Length"}
_CHANGING = (
    (re.compile(rb'nonce="[^"]+"'), b'nonce=""'),
    (re.compile(rb'(name="csrf_token"[^>]*value=")[^"]+'), rb"\1"),
    (re.compile(rb'(name="(?:[\w-]*key)"[^>]*value=")[^"]+'), rb"\1"),
    # A passkey's challenge is made for each page; before the next line, since one in 2,000 holds what that seeks.
    (re.compile(rb"(&#34;challenge&#34;: &#34;)[\w-]{43}"), rb"\1"),
    (re.compile(rb"Ij[\w.-]{40,}"), b"TOKEN"),
    (re.compile(rb"(?<![\w-])[A-Z2-9]{4}-[A-Z2-9]{4}(?![\w-])"), b"NUMBER"),  # never a piece of somebody's UUID
)

_COMMITS = {  # by engine: a number that others' commits change, read on a connection that writes nothing
    "sqlite": "PRAGMA data_version",
    "postgresql": "SELECT CAST(pg_current_snapshot() AS text)",
}


@dataclass(frozen=True)
class Answer:
    """What was sent, without what differs from request to request."""

    status: int
    headers: tuple[tuple[str, str], ...]
    cookies: tuple[str, ...]  # names
    body: bytes

    def naming(self, *asked: str) -> "Answer":
        """The same without the words of the address that was asked for."""
        body, headers = self.body, self.headers
        for word in asked:
            body = body.replace(word.encode(), b"ASKED")
            headers = tuple((name, value.replace(word, "ASKED")) for name, value in headers)
        return Answer(self.status, headers, self.cookies, body)


class Prober:
    """One person's requests."""

    def __init__(
        self, app: Flask, person: Person | None, language: str = "en", *, cookies: Mapping[str, str] | None = None
    ) -> None:
        """`cookies`: of a session that is open already, instead of the person."""
        self._client = app.test_client()
        self._language = {"Accept-Language": language}
        held = session_of(app, person) if person is not None else cookies or {}
        with self._client.session_transaction() as session:
            session.update(held)
            self._token = csrf_token(app, session)
        self.get("/sign-in")  # the first page of a session sets a cookie

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        return _answer(self._client.get(path, headers=self._language | dict(headers or {})))

    def post(
        self, path: str, form: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        data = {"csrf_token": self._token} | dict(form or {})
        return _answer(self._client.post(path, data=data, headers=self._language | dict(headers or {})))


def _answer(response: Any) -> Answer:
    headers = tuple(sorted((name, value) for name, value in response.headers if name not in _CHANGING_HEADERS))
    cookies = tuple(sorted(line.partition("=")[0] for line in response.headers.getlist("Set-Cookie")))
    return Answer(response.status_code, headers, cookies, lasting(response.get_data()))


def lasting(body: bytes) -> bytes:
    """The page without what is made anew for each request."""
    for pattern, kept in _CHANGING:
        body = pattern.sub(kept, body)
    return body


class Written:
    """Whether a row of any table is another than when it was last asked.

    The database itself says at once that nobody committed anything; only if somebody did, every row is read.
    """

    def __init__(self, app: Flask) -> None:
        with app.app_context():
            self._engine = db.engine
        self._watching = self._engine.raw_connection()
        self._commits, self._digest = self._counted(), self._read()

    def since_last_asked(self) -> bool:
        before, self._commits = self._commits, self._counted()
        if before == self._commits:
            return False
        old, self._digest = self._digest, self._read()
        return old != self._digest

    def close(self) -> None:
        self._watching.close()

    def _counted(self) -> str:
        cursor = self._watching.cursor()
        cursor.execute(_COMMITS[self._engine.dialect.name])
        row = cursor.fetchone()
        self._watching.rollback()
        return str(row)

    def _read(self) -> str:
        with self._engine.connect() as connection:
            return hashlib.sha256("\n".join(every_row(connection)).encode()).hexdigest()
