"""Between a change and its indexing nothing is said of what changed: narrowing counts at once (trust.md I4).

An answer is filtered by what the index knows of its readers. While a row of the outbox waits that may take something
from them, the index is asked as if the practice had been dropped already: no hit, no count, no word is left of it.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Select, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from exchange.jobs.models import OutboxRow
from exchange.jobs.outbox import Job
from exchange.kernel.rows import rows_of
from exchange.search.port import Answers, Completion, SearchAnswer, SearchIndex, SearchQuery

INDEX_JOB = "search.index"
ADDED = "added"
_ONLY_ADDS, _STAMP = "only_adds", "stamp"


def index_job(practice_id: UUID, *, only_adds: bool = False, added: str = "") -> Job:
    """Work for the indexer.

    Args:
        only_adds: what the index holds stays true and may be shown meanwhile. Whoever forgets to say so keeps the
            practice out of answers for a moment, never a narrowed one in them.
        added: the key of the one document that is new, where nothing else about the practice changes: a contribution
            costs the indexer one document instead of the practice in every language with all that is said about it.
    """
    payload: dict[str, str | int | None] = {"practice_id": str(practice_id)}
    payload |= {_ONLY_ADDS: 1} if only_adds or added else {}
    return Job(INDEX_JOB, f"practice:{practice_id}", payload | ({ADDED: added} if added else {}))


def stale_groups(session: Session, stamp: int) -> frozenset[str]:
    """The practices whose documents in the index may say more than the database allows.

    Rows that wait or were given up, unless a later one of the practice is done; and rows done after the index's stamp:
    they went into an index that a rebuild has replaced since.
    """
    payloads = rows_of(session, _stale_rows(), {_STAMP: stamp}).scalars()
    return frozenset(str(payload["practice_id"]) for payload in payloads if not payload.get(_ONLY_ADDS))


@cache
def _stale_rows() -> Select[dict[str, Any]]:
    """Asked after each write to the outbox, so it is said once (1.9 of 2.1 ms) and looks at the open rows only."""
    later, stamp = aliased(OutboxRow), bindparam(_STAMP, type_=Integer)
    is_outlived = exists().where(
        later.key == OutboxRow.key,
        later.name == INDEX_JOB,
        later.number > OutboxRow.number,
        later.done_at.is_not(None),
        later.number <= stamp,
        later.payload[ADDED].as_string().is_(None),  # it wrote nothing else anew
    )
    is_ours = func.coalesce(OutboxRow.name, OutboxRow.name) == INDEX_JOB  # no index serves it: it holds a week's rows
    waits = or_(OutboxRow.done_at.is_(None), OutboxRow.number > stamp)
    return select(OutboxRow.payload).where(is_ours, waits, ~is_outlived)


class Withholding(Answers):
    """An engine that is asked with what to say nothing of."""

    def __init__(self, index: SearchIndex, stale: Callable[[int], frozenset[str]]) -> None:
        self._index = index
        self._stale = stale  # by the index's stamp

    def search(self, query: SearchQuery) -> SearchAnswer:
        """The answer for one reader, without the practices that wait."""
        stale = self._stale(self._index.stamp())
        answer = self._index.search(replace(query, withheld=query.withheld | stale))
        return replace(answer, contents=(answer.contents, stale))

    def complete(
        self, text: str, audience: frozenset[str], limit: int = 8, withheld: frozenset[str] = frozenset()
    ) -> tuple[Completion, ...]:
        """Titles that go on like the text, without those of the practices that wait."""
        stale = self._stale(self._index.stamp())
        return self._index.complete(text, audience, limit, withheld | stale)
