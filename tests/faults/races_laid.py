"""The tables at which officials race: who plays, what was asked, and which act each client is given."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import insert
from sqlalchemy.orm import Session

from exchange.accounts.models import Ministry
from exchange.accounts.queries import actor_of
from exchange.app import deps_of
from exchange.kernel.actor import Actor, Role
from exchange.kernel.base import Base
from exchange.kernel.events import attach_bus
from exchange.kernel.ids import new_id
from exchange.meetings import service
from exchange.meetings.models import (
    Hold,
    Level,
    Meeting,
    MeetingRequest,
    MeetingState,
    Participant,
    Proposal,
    ResourceKind,
    Slot,
    quarters,
)
from exchange.meetings.states import RequestState
from exchange.web.db import db, transaction
from tests.factories.accounts import make_ministry, make_person
from tests.factories.practices import make_practice

NOW = datetime(2026, 3, 10, 7, 20, tzinfo=UTC)
FIRST_HOUR = datetime(2026, 3, 18, 0, 0, tzinfo=UTC)
TABLES = 8
CLIENTS = 2 * TABLES
HOURS = TABLES // 2  # two tables share one
MINUTES = 30
KINDS = ("accept/accept", "accept/counter", "move/cancel")


Act = Callable[[Session], service.Outcome]


@dataclass(frozen=True)
class Cast:
    """Who plays: two who ask, four who answer; all of them organize, so that all may move and cancel."""

    asking: Ministry
    asked: Ministry
    practice_id: UUID
    askers: tuple[Actor, ...]
    experts: tuple[Actor, ...]


def cast_of(app: Flask) -> Cast:
    with app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        attach_bus(session, deps_of(app).bus)
        asking, asked = make_ministry(session, "AZ"), make_ministry(session, "TR")
        practice = make_practice(session, asked)
        roles = [Role.OFFICIAL, Role.ORGANIZER]
        people = [
            [make_person(session, one, roles=roles) for _ in range(size)] for one, size in ((asking, 2), (asked, 4))
        ]
        session.commit()
        askers, experts = (tuple(actor_of(session, person.id) for person in side) for side in people)
    return Cast(asking, asked, practice.id, askers, experts)


@dataclass(frozen=True)
class Table:
    """One request, its two clients' people, and its time."""

    request_id: UUID
    slot_id: UUID
    starts_at: datetime
    asker: Actor
    experts: tuple[Actor, Actor]


def laid(app: Flask, cast: Cast, batch: int) -> list[tuple[str, UUID, Actor, Act]]:
    """The requests of one batch in the database, and what the sixteen clients will do to them."""
    kind = KINDS[batch % len(KINDS)]
    tables = [_table(cast, batch, number) for number in range(TABLES)]
    rows = _scheduled(cast, tables) if kind == "move/cancel" else _requested(cast, tables)
    with app.app_context(), transaction() as session:
        for model, content in rows.items():
            session.execute(insert(model), content)
    return [act for table in tables for act in _acts(kind, table)]


def _table(cast: Cast, batch: int, number: int) -> Table:
    """Neighbours sit at the same hour; the second client of a table is the first one of the next."""
    starts_at = FIRST_HOUR + timedelta(hours=batch * HOURS + number // 2)
    experts = cast.experts[number % 4], cast.experts[(number + 1) % 4]
    return Table(new_id(), new_id(), starts_at, cast.askers[number % 2], experts)


Rows = dict[type[Base], list[dict[str, Any]]]


def _requested(cast: Cast, tables: list[Table], state: RequestState = RequestState.REQUESTED) -> Rows:
    requests, proposals, slots = [], [], []
    for table in tables:
        proposal_id = new_id()
        requests.append(_request(cast, table, state))
        proposals.append(
            {
                "id": proposal_id,
                "request_id": table.request_id,
                "number": 1,
                "ministry_id": cast.asking.id,
                "person_id": table.asker.person_id,
                "zone": "Asia/Baku",
                "note": "",
                "note_language": "en",
                "made_at": NOW,
            }
        )
        slot = {"id": table.slot_id, "proposal_id": proposal_id, "starts_at": table.starts_at, "minutes": MINUTES}
        slots.append(slot)
    return {MeetingRequest: requests, Proposal: proposals, Slot: slots}


def _request(cast: Cast, table: Table, state: RequestState) -> dict[str, Any]:
    return {
        "id": table.request_id,
        "practice_id": cast.practice_id,
        "practice_revision": 1,
        "from_ministry_id": cast.asking.id,
        "to_ministry_id": cast.asked.id,
        "requester_id": table.asker.person_id,
        "topic": "A race",
        "purpose": "To see who is first.",
        "outcome": "",
        "written_in": "en",
        "languages": ["en"],
        "level": Level.EXPERTS,
        "minutes": MINUTES,
        "state": state,
        "version": 1,
        "proposal_no": 1,
        "due_at": table.starts_at,
        "made_at": NOW,
        "sent_at": NOW,
        "is_sample": True,
    }


def _scheduled(cast: Cast, tables: list[Table]) -> Rows:
    """Meetings that stand, with a delegate of each side whose hours are held."""
    meetings, people, holds = [], [], []
    for table in tables:
        meetings.append(
            {
                "request_id": table.request_id,
                "uid": str(new_id()),
                "stamped_at": NOW,
                "starts_at": table.starts_at,
                "agreed_at": table.starts_at,
                "scheduled_at": NOW,
                "minutes": MINUTES,
                "state": MeetingState.CONFIRMED,
                "title": "A race",
                "room_link": "https://zoom.us/j/1",
            }
        )
        for side, actor in ((cast.asking.id, table.asker), (cast.asked.id, table.experts[0])):
            part = {"id": new_id(), "request_id": table.request_id, "person_id": actor.person_id}
            people.append(part | {"ministry_id": side, "added_at": NOW})
            held = {"resource_kind": ResourceKind.PERSON, "resource_id": actor.person_id}
            holds += [
                held | {"quarter_hour": quarter, "request_id": table.request_id}
                for quarter in quarters(table.starts_at, MINUTES)
            ]
    rows = _requested(cast, tables, RequestState.SCHEDULED)
    return rows | {Meeting: meetings, Participant: people, Hold: holds}


def _acts(kind: str, table: Table) -> Iterator[tuple[str, UUID, Actor, Act]]:
    for name, expert in zip(kind.split("/"), table.experts, strict=True):
        yield name, table.request_id, expert, _act(name, table, expert)


def _act(name: str, table: Table, actor: Actor) -> Act:
    common: dict[str, Any] = {"actor": actor, "request_id": table.request_id, "key": f"{name} {new_id()}", "now": NOW}
    if name == "accept":
        order = common | {"slot_id": table.slot_id, "proposal_no": 1, "expected_version": 1}
        return lambda session: service.accept(session, **order)
    if name == "counter":
        offer = service.Offer((table.starts_at + timedelta(days=1),), "Europe/Istanbul")
        return lambda session: service.counter(session, offer=offer, expected_version=1, **common)
    if name == "move":
        return lambda session: service.move_by(session, minutes=15, version=1, **common)
    return lambda session: service.cancel(session, reason="Because.", expected_version=1, **common)
