"""Count practices anew in the background, and write down what pages noticed."""

import time
from collections.abc import Hashable, Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from exchange.insights.models import InsightPart
from exchange.insights.service import note_miss, note_reader, recount
from exchange.jobs.runner import Task
from exchange.kernel.clock import Clock
from exchange.practices.models import Practice, PracticeState
from exchange.web.db import reading, transaction

READ, MISSED = "practice.read", "search.missed"
_CHUNK = 200
_FEW, _REST_SECONDS = 25, 0.25  # of thousands that were never counted: SQLite tries every tenth of a second


def recount_tasks(tasks: Sequence[Task]) -> None:
    """Each practice once, however often it was asked for."""
    recount_all({UUID(str(task.payload["practice_id"])) for task in tasks})


def recount_all(practice_ids: Iterable[UUID], *, chunk: int = _CHUNK, rest_seconds: float = 0.0) -> int:
    """Count these anew, some in each transaction; how many.

    Args:
        rest_seconds: between two transactions, so that other programs come to write too: on SQLite they only try now
            and then, and one that follows at once is always earlier.
    """
    wanted = sorted(practice_ids)
    for start in range(0, len(wanted), chunk):
        if start:
            time.sleep(rest_seconds)
        with transaction() as session:
            recount(session, wanted[start : start + chunk])
    return len(wanted)


def catch_up() -> None:
    """Count practices that were never counted: after an upgrade, after an import."""
    counted = select(InsightPart.practice_id).distinct()
    missing = select(Practice.id).where(Practice.state == PracticeState.PUBLISHED, Practice.id.not_in(counted))
    recount_all(reading().scalars(missing).all(), chunk=_FEW, rest_seconds=_REST_SECONDS)


def write_noticed(clock: Clock, things: frozenset[tuple[str, Hashable]]) -> None:
    """Readers and searches without an answer, by institution."""
    today = clock().date()
    with transaction() as session:
        touched = {one for one, ministry_id in _of(things, READ) if note_reader(session, one, ministry_id, today)}
        for words, ministry_id in _of(things, MISSED):
            note_miss(session, words, ministry_id, today)
    recount_all(touched)


def _of(things: frozenset[tuple[str, Hashable]], kind: str) -> list[tuple[Any, UUID]]:
    return [what for one, what in things if one == kind and isinstance(what, tuple)]
