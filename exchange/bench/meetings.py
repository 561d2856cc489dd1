"""The calendar with many meetings: server time of a month, a week and a list, as a member sees them."""

import statistics
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, event, insert, select

from exchange.accounts.models import Ministry, Person
from exchange.bench.pages import visit_of
from exchange.kernel.base import Base
from exchange.kernel.clock import utc_now
from exchange.kernel.ids import new_id
from exchange.meetings.models import Level, Meeting, MeetingRequest, MeetingState, Participant, Proposal
from exchange.meetings.queries.calendar import View
from exchange.meetings.states import RequestState
from exchange.practices.models import Practice
from exchange.web.db import db, reading

_ROUNDS = 60
_READER = "organizer@az.example"
_OK = 200
Rows = dict[type[Base], list[dict[str, Any]]]


@dataclass(frozen=True)
class Found:
    """One kind of page."""

    page: str
    median_ms: float
    p95_ms: float
    cpu_ms: float  # median; what a busy machine does not change
    queries: int


def measure_calendar(app: Flask, *, meetings: int, days: int) -> list[Found]:
    """Spread the meetings evenly over so many days around today, then time each view of today's month or week."""
    now = utc_now()
    with app.app_context():
        person = reading().scalars(select(Person).where(Person.email == _READER)).one()
        with db.engine.connect() as connection, connection.execution_options(exchange_writes=True).begin():
            _fill(connection, person, meetings, days, now)
    client = app.test_client()
    with client.session_transaction() as cookies:
        cookies["visit"] = visit_of(app, person)
    addresses = [f"/meetings/calendar?view={view.value}&day={now.date().isoformat()}" for view in View]
    return [_timed(app, client, address) for address in addresses]


def _fill(connection: Connection, person: Person, wanted: int, days: int, now: datetime) -> None:
    practices = list(reading().execute(select(Practice.id, Practice.ministry_id)))
    others = [one for one in reading().scalars(select(Ministry.id)) if one != person.ministry_id]
    rows: Rows = {MeetingRequest: [], Proposal: [], Meeting: [], Participant: []}
    first = now.replace(minute=0, second=0, microsecond=0) - timedelta(days=days // 2)
    for at in range(wanted):
        starts_at = first + timedelta(days=days) * at / wanted
        _add(rows, person, practices[at % len(practices)][0], others[at % len(others)], starts_at)
    for table, found in rows.items():
        connection.execute(insert(table), found)


def _add(rows: Rows, person: Person, practice_id: object, other: object, starts_at: datetime) -> None:
    request_id, common = new_id(), {"made_at": starts_at - timedelta(days=9)}
    rows[MeetingRequest].append(
        {
            "id": request_id,
            "practice_id": practice_id,
            "practice_revision": 1,
            "from_ministry_id": person.ministry_id,
            "to_ministry_id": other,
            "requester_id": person.id,
            "topic": "",
            "purpose": "Measured.",
            "outcome": "",
            "written_in": "en",
            "languages": ["en"],
            "level": Level.EXPERTS,
            "minutes": 60,
            "state": RequestState.SCHEDULED,
            "version": 1,
            "proposal_no": 1,
            "due_at": starts_at,
            "sent_at": starts_at,
            "is_sample": True,
            **common,
        }
    )
    sides = {"request_id": request_id, "ministry_id": person.ministry_id, "person_id": person.id}
    words = {"number": 1, "zone": "Asia/Baku", "note": "", "note_language": "en"}
    rows[Proposal].append({"id": new_id(), **sides, **words, **common})
    rows[Participant].append({"id": new_id(), **sides, "added_at": starts_at})
    rows[Meeting].append(
        {
            "request_id": request_id,
            "uid": str(request_id),
            "stamped_at": starts_at,
            "starts_at": starts_at,
            "agreed_at": starts_at,
            "scheduled_at": starts_at,
            "minutes": 60,
            "state": MeetingState.CONFIRMED,
            "title": "Measured",
        }
    )


def _timed(app: Flask, client: FlaskClient, address: str) -> Found:
    asked: list[str] = []
    times, worked = [], []
    with app.app_context():
        engine = db.engine
    for _ in range(3):
        client.get(address)

    def note(*arguments: Any) -> None:
        asked.append(str(arguments[2]))

    event.listen(engine, "before_cursor_execute", note)
    for _ in range(_ROUNDS):
        start, began = time.perf_counter(), time.process_time()
        answer = client.get(address)
        times.append((time.perf_counter() - start) * 1000)
        worked.append((time.process_time() - began) * 1000)
        if answer.status_code != _OK:
            raise RuntimeError(answer.status)
    event.remove(engine, "before_cursor_execute", note)
    times.sort()
    selects = [one for one in asked if one.startswith("SELECT")]
    median, slow = statistics.median(times), times[int(_ROUNDS * 0.95) - 1]
    return Found(address, median, slow, statistics.median(worked), len(selects) // _ROUNDS)
