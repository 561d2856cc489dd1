"""The search engine of the running application, and reading one's own writes."""

import time

from flask import Flask, current_app, has_request_context, session
from sqlalchemy import exists, select

from exchange.jobs.models import OutboxRow
from exchange.search.meaning.asking import Meaning
from exchange.search.port import SearchIndex
from exchange.web.db import reading

INDEX_JOB = "search.index"
_INDEX = "exchange.search_index"
_MEANING = "exchange.search_meaning"
_WROTE = "wrote"
_PAUSE_SECONDS = 0.02


def set_index(app: Flask, index: SearchIndex) -> None:
    """Name the engine; the composition root decides which."""
    app.extensions[_INDEX] = index


def current_index() -> SearchIndex:
    """The engine of this application."""
    return index_of(current_app)


def index_of(app: Flask) -> SearchIndex:
    """The engine of an application."""
    index: SearchIndex = app.extensions[_INDEX]
    return index


def set_meaning(app: Flask, meaning: Meaning) -> None:
    """Let the application find by meaning too."""
    app.extensions[_MEANING] = meaning


def meaning_of(app: Flask) -> Meaning | None:
    """Finding by meaning, where the extra `semantic` is installed."""
    found: Meaning | None = app.extensions.get(_MEANING)
    return found


def note_write(number: int) -> None:
    """Remember in the person's session the newest outbox row that this request wrote."""
    if has_request_context():
        session[_WROTE] = number


def wait_for_own_writes(seconds: float = 1.0) -> bool:
    """Wait until what this person saved can be found: their own next page always shows it.

    Returns:
        False when the index still lags after that time; the page then says so.
    """
    number = session.get(_WROTE) if has_request_context() else None
    if number is None:
        return True
    end = time.monotonic() + seconds
    while _waits(int(number)):
        if time.monotonic() > end:
            return False
        time.sleep(_PAUSE_SECONDS)
    session.pop(_WROTE, None)
    return True


def _waits(number: int) -> bool:
    reading().rollback()  # a fresh look, not this request's snapshot
    row = exists().where(
        OutboxRow.name == INDEX_JOB,
        OutboxRow.number <= number,
        OutboxRow.done_at.is_(None),
        OutboxRow.failed_at.is_(None),
    )
    return bool(reading().scalar(select(row)))
