"""The search engine of the running application, and reading one's own writes."""

import time

from flask import Flask, current_app, g, has_request_context, session
from sqlalchemy import exists, func, select

from exchange.jobs.models import OutboxRow
from exchange.kernel import kept
from exchange.search.meaning.asking import Meaning
from exchange.search.port import Answers, Completion, SearchAnswer, SearchIndex, SearchQuery
from exchange.search.withholding import INDEX_JOB, Withholding, stale_groups
from exchange.web.db import reading

INDEX, PART, MEANING = "index", "search", "meaning"  # what kept pages and values rest on beside the database
_INDEX = "exchange.search_index"
_MEANING = "exchange.search_meaning"
_WROTE = "wrote"
_STALE = "search_stale"
_PAUSE_SECONDS = 0.02


def set_index(app: Flask, index: SearchIndex) -> None:
    """Name the engine; the composition root decides which."""
    app.extensions[_INDEX] = index


def current_index() -> Answers:
    """The engine to ask: it says nothing of what was narrowed, withdrawn or rewritten since it was indexed."""
    return _Noted(Withholding(_engine(current_app), _stale))


class _Noted(Answers):
    """Answers rest on what their reader may see: what others see may change, and what is kept of them stands."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    def search(self, query: SearchQuery) -> SearchAnswer:
        source = f"{PART}:{' '.join(sorted(query.audience))}"
        noted, answer = kept.note_source(source), self._answers.search(query)
        if answer.contents != noted:  # another commit came between the two, and may be undone by the next
            kept.distrust(source)
        return answer

    def complete(
        self, text: str, audience: frozenset[str], limit: int = 8, withheld: frozenset[str] = frozenset()
    ) -> tuple[Completion, ...]:
        kept.note_source(INDEX)
        return self._answers.complete(text, audience, limit, withheld)


def _stale(stamp: int) -> frozenset[str]:
    """Asked once in a request, however many questions its page puts."""
    if not has_request_context():
        return stale_groups(reading(), stamp)
    if _STALE not in g:
        setattr(g, _STALE, stale_now(stamp))
    found: frozenset[str] = getattr(g, _STALE)
    return found


def stale_now(stamp: int) -> frozenset[str]:
    """What waits now. It is noted by itself, as a part of the source's state: everything writes to the outbox."""
    with kept.apart():
        return kept.kept((_STALE, stamp), lambda: stale_groups(reading(), stamp))


def index_of(app: Flask) -> SearchIndex:
    """The engine itself, for jobs and commands."""
    kept.note_source(INDEX)
    return _engine(app)


def _engine(app: Flask) -> SearchIndex:
    index: SearchIndex = app.extensions[_INDEX]
    return index


def set_meaning(app: Flask, meaning: Meaning) -> None:
    """Let the application find by meaning too."""
    app.extensions[_MEANING] = meaning


def meaning_of(app: Flask) -> Meaning | None:
    """Finding by meaning, where the extra `semantic` is installed."""
    kept.note_source(MEANING)
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
        func.coalesce(OutboxRow.name, OutboxRow.name) == INDEX_JOB,  # no index serves it: it holds a week's rows
        OutboxRow.number <= number,
        OutboxRow.done_at.is_(None),
        OutboxRow.failed_at.is_(None),
    )
    return bool(reading().scalar(select(row)))
