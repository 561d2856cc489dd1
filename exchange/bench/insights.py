"""The figures at the size of issue 9: how long a first count, a day's update and a page take."""

import statistics
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import Connection, event, insert, select

from exchange.accounts.models import Ministry, Person
from exchange.bench.pages import visit_of
from exchange.discussion.models import Circulation, Comment, CommentState, Kind
from exchange.insights.jobs import recount_all
from exchange.insights.models import InsightReader
from exchange.kernel.clock import utc_now
from exchange.kernel.ids import new_id
from exchange.kernel.translated import Translated
from exchange.meetings.models import Level, MeetingRequest
from exchange.meetings.states import RequestState
from exchange.practices.models import Practice
from exchange.web.db import db, reading

_CHUNK = 2000
_ROUNDS = 40
A_DAY = 500  # practices about which something changes in a day: every twentieth of ten thousand


@dataclass(frozen=True)
class Found:
    """What was measured."""

    practices: int
    first_count_seconds: float
    day_seconds: float
    median_ms: float
    p95_ms: float
    cpu_ms: float  # median of the processor time: other work on the machine changes it little
    queries: int


def measure(app: Flask, *, comments: int, meetings: int) -> Found:
    """Fill comments and meetings in, count, then time a day's update and the page."""
    with app.app_context():
        practices = list(reading().execute(select(Practice.id, Practice.ministry_id)))
        ministries = list(reading().scalars(select(Ministry.id)))
        with db.engine.connect() as connection, connection.execution_options(exchange_writes=True).begin():
            _comment(connection, practices, ministries, comments)
            _meet(connection, practices, ministries, meetings)
        ids = [practice_id for practice_id, _owner in practices]
        first = _timed(ids)
        with db.engine.connect() as connection, connection.execution_options(exchange_writes=True).begin():
            _a_day(connection, practices[:A_DAY], ministries)
        day = _timed(ids[:A_DAY])
    times, cpu_times, queries = _page_times(app)
    ordered = sorted(times)
    return Found(
        practices=len(practices),
        first_count_seconds=first,
        day_seconds=day,
        median_ms=statistics.median(times),
        p95_ms=ordered[int(len(ordered) * 0.95) - 1],
        cpu_ms=statistics.median(cpu_times),
        queries=queries,
    )


def _timed(ids: list[Any]) -> float:
    start = time.perf_counter()
    recount_all(ids)
    return time.perf_counter() - start


def _a_day(connection: Connection, practices: list[Any], ministries: list[Any]) -> None:
    """One more ministry reads each of these, and asks."""
    today, rows = utc_now().date(), []
    known = {(row.practice_id, row.ministry_id) for row in connection.execute(select(InsightReader.__table__))}
    for at, (practice_id, owner) in enumerate(practices):
        others = [one for one in ministries if one != owner and (practice_id, one) not in known]
        reading_one = others[at % len(others)]
        rows.append({"practice_id": practice_id, "ministry_id": reading_one, "first_on": today})
    connection.execute(insert(InsightReader), rows)
    asked = [(row["practice_id"], row["ministry_id"]) for row in rows]
    _in_chunks(connection, Comment, [_question(*pair, f"bench-day-{at}", utc_now()) for at, pair in enumerate(asked)])


def _comment(connection: Connection, practices: list[Any], ministries: list[Any], wanted: int) -> None:
    now = utc_now()
    rows = [
        _question(
            practices[at % len(practices)][0],
            ministries[at % len(ministries)],
            f"bench-{at}",
            now - timedelta(minutes=at),
        )
        for at in range(wanted)
    ]
    _in_chunks(connection, Comment, rows)


def _question(practice_id: Any, ministry_id: Any, key: str, made_at: datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "practice_id": practice_id,
        "ministry_id": ministry_id,
        "post": Translated({"en": "Desk"}),
        "kind": Kind.COMMENT,
        "language": "en",
        "markdown": "Measured.",
        "html": "<p>Measured.</p>",
        "state": CommentState.SHOWN,
        "circulation": Circulation.MEMBERS,
        "key": key,
        "version": 1,
        "is_sample": True,
        "made_at": made_at,
    }


def _meet(connection: Connection, practices: list[Any], ministries: list[Any], wanted: int) -> None:
    now = utc_now()
    person_id = reading().scalars(select(Person.id).limit(1)).one()
    rows = []
    for at in range(wanted):
        practice_id, owner = practices[at * 7 % len(practices)]
        asking = next(one for one in ministries[at % len(ministries) :] + ministries if one != owner)
        rows.append(
            {
                "id": new_id(),
                "practice_id": practice_id,
                "practice_revision": 1,
                "from_ministry_id": asking,
                "to_ministry_id": owner,
                "requester_id": person_id,
                "topic": "",
                "purpose": "Measured.",
                "outcome": "",
                "written_in": "en",
                "languages": ["en"],
                "level": next(iter(Level)),
                "minutes": 60,
                "state": RequestState.HELD,
                "version": 1,
                "proposal_no": 1,
                "due_at": now,
                "made_at": now,
                "is_sample": True,
            }
        )
    _in_chunks(connection, MeetingRequest, rows)


def _in_chunks(connection: Connection, table: type[Comment | MeetingRequest], rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), _CHUNK):
        connection.execute(insert(table), rows[start : start + _CHUNK])


def _page_times(app: Flask) -> tuple[list[float], list[float], int]:
    """The page as a member sees it, in milliseconds of clock and processor; how many questions it asks the database."""
    client = app.test_client()
    with app.app_context():
        person = reading().scalars(select(Person).where(Person.ministry_id.is_not(None)).limit(1)).one()
        engine = db.engine
    with client.session_transaction() as cookies:
        cookies["visit"] = visit_of(app, person)
    asked: list[str] = []
    for _ in range(3):
        client.get("/insights")
    event.listen(engine, "before_cursor_execute", lambda *arguments: asked.append(str(arguments[2])))
    times, cpu_times = [], []
    for _ in range(_ROUNDS):
        start, cpu_start = time.perf_counter(), time.process_time()
        answer = client.get("/insights")
        times.append((time.perf_counter() - start) * 1000)
        cpu_times.append((time.process_time() - cpu_start) * 1000)
        if answer.status_code != 200:  # noqa: PLR2004 - OK
            raise RuntimeError(answer.status)
    selects = [one for one in asked if one.startswith("SELECT")]
    return times, cpu_times, len(selects) // _ROUNDS
