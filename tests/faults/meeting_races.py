"""Fault 15: officials at one moment: accept against accept, accept against counter, move against cancel.

Sixteen clients at eight tables, two at each, all let loose together. Tables share hours and people: an expert is
wanted in two meetings at once. What each client was told is held against what stands in the database.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from exchange.accounts.models import Ministry
from exchange.accounts.queries import actor_of
from exchange.app import create_app, deps_of
from exchange.audit.models import AuditRow
from exchange.kernel.actor import Actor, Role
from exchange.kernel.base import Base
from exchange.kernel.errors import ConflictError, RefusedError
from exchange.kernel.events import attach_bus
from exchange.kernel.ids import new_id
from exchange.kernel.settings import Settings
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
from exchange.notifications.models import Mail, StoredNotice
from exchange.web.db import db, transaction
from exchange.web.migrations import upgrade
from tests.factories.accounts import make_ministry, make_person
from tests.factories.practices import make_practice
from tests.faults.frame import Finding, Lab

FAULT = "15 · officials who accept, counter, move and cancel at one moment"
INVARIANTS = ("I11", "I12", "I13")
KEY = "a key for fault runs only, longer than thirty-two"
NOW = datetime(2026, 3, 10, 7, 20, tzinfo=UTC)
FIRST_HOUR = datetime(2026, 3, 18, 0, 0, tzinfo=UTC)
TABLES = 8
CLIENTS = 2 * TABLES
HOURS = TABLES // 2  # two tables share one
MINUTES = 30
KINDS = ("accept/accept", "accept/counter", "move/cancel")
_NOTICES = {
    "accept": "meeting.agreed",
    "counter": "meeting.countered",
    "move": "meeting.moved",
    "cancel": "meeting.cancelled",
}
_ACTS = _NOTICES  # the trail names them alike
Act = Callable[[Session], service.Outcome]


@dataclass(frozen=True)
class Cast:
    """Who plays: two who ask, four who answer; all of them organize, so that all may move and cancel."""

    asking: Ministry
    asked: Ministry
    practice_id: UUID
    askers: tuple[Actor, ...]
    experts: tuple[Actor, ...]


@dataclass(frozen=True)
class Told:
    """What one client was told: the act, the request, and how it ended."""

    act: str
    request_id: UUID
    person_id: UUID | None
    ended: str


@dataclass
class Counts:
    """What came of the races."""

    races: int = 0
    ended: Counter[str] = field(default_factory=Counter)
    double_bookings: int = 0
    lost: int = 0  # told done and not there, there and not told, or more than one winner
    mails_too_many: int = 0

    @property
    def is_whole(self) -> bool:
        """Nothing was booked twice, lost, or said too often; nobody met a fault."""
        return not (self.double_bookings or self.lost or self.mails_too_many or self.ended["fault"])

    def __str__(self) -> str:
        ends = ", ".join(f"{count} {name}" for name, count in sorted(self.ended.items()))
        found = f"{self.double_bookings} double bookings, {self.lost} lost, {self.mails_too_many} mails too many"
        return f"{self.races} races from {CLIENTS} clients ({ends}): {found}"


def run(lab: Lab) -> list[Finding]:
    """480 races, or 10,000 of each kind's turn in the long run."""
    settings = {"data": str(lab.folder / "data"), "database_url": lab.address, "secret_key": KEY}
    app = create_app(Settings(**settings, mail_url="memory://", search_url="memory://", log_level="error"))
    with app.app_context():
        upgrade(db.engine)
    counts = race(app, lab.times(short=96, long=10_000))
    return [
        Finding("I11", not counts.double_bookings, str(counts)),
        Finding("I12", not (counts.lost or counts.ended["fault"])),
        Finding("I13", not counts.mails_too_many),
    ]


def race(app: Flask, races: int) -> Counts:
    """So many races, eight at a time, and what stands in the database after them."""
    cast, told = _cast(app), []
    barrier = Barrier(CLIENTS)
    with ThreadPoolExecutor(CLIENTS) as clients:
        for batch in range(-(-races // TABLES)):
            acts = _laid(app, cast, batch)
            told += list(clients.map(lambda act: _let_loose(app, barrier, *act), acts))
    with app.app_context():
        with Session(db.engine) as session:
            counts = _counted(session, told)
        db.engine.dispose()
    return counts


def _cast(app: Flask) -> Cast:
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


def _laid(app: Flask, cast: Cast, batch: int) -> list[tuple[str, UUID, Actor, Act]]:
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


def _let_loose(app: Flask, barrier: Barrier, name: str, request_id: UUID, actor: Actor, act: Act) -> Told:
    """Give the command with the fifteen others; whoever did it sends the same form once more."""
    with app.app_context():
        barrier.wait()
        ended = _ended(act)
        if ended == "done":
            ended = "done" if _ended(act) == "repeated" else "fault"
    return Told(name, request_id, actor.person_id, ended)


def _ended(act: Act) -> str:
    try:
        with transaction() as session:
            outcome = act(session)
            return "repeated" if outcome.repeated else outcome.result.value
    except ConflictError:
        return "conflict"
    except RefusedError:
        return "refused"  # a colleague offered other times a moment ago: these are now the own side's
    except Exception as error:  # noqa: BLE001 - a fault is counted, and the other fifteen go on
        return f"fault {type(error).__name__}"


def _counted(session: Session, told: list[Told]) -> Counts:
    by_request: dict[UUID, list[Told]] = defaultdict(list)
    for one in told:
        by_request[one.request_id].append(one)
    counts = Counts(races=len(by_request))
    for one in told:
        counts.ended["fault" if one.ended.startswith("fault") else one.ended] += 1
    counts.double_bookings = _double_bookings(session)
    counts.lost = _lost(session, by_request)
    counts.mails_too_many = _too_many(session, by_request)
    return counts


def _double_bookings(session: Session) -> int:
    """Quarter hours in which a person takes part in two meetings that stand, whatever the table of holds says."""
    query = select(Participant.person_id, Meeting.starts_at, Meeting.minutes).join(
        Meeting, Meeting.request_id == Participant.request_id
    )
    standing = query.where(Meeting.state != MeetingState.CANCELLED, Participant.removed_at.is_(None))
    taken = Counter(
        (person_id, quarter)
        for person_id, starts_at, minutes in session.execute(standing)
        for quarter in quarters(starts_at, minutes)
    )
    of_people = Hold.resource_kind == ResourceKind.PERSON
    rows = session.execute(select(Hold.resource_id, Hold.quarter_hour).where(of_people))
    held = {(row.resource_id, row.quarter_hour.astimezone(UTC)) for row in rows}
    twice = sum(count - 1 for count in taken.values())
    return twice + len(held ^ set(taken))


def _lost(session: Session, by_request: dict[UUID, list[Told]]) -> int:
    """Acts that were told and are not in the trail exactly once, or the reverse; races with two winners, or none."""
    acts = Counter(
        (UUID(subject), action)
        for subject, action in session.execute(
            select(AuditRow.subject_id, AuditRow.action).where(AuditRow.subject_kind == "meeting")
        )
    )
    done = Counter(
        (one.request_id, _ACTS[one.act]) for told in by_request.values() for one in told if one.ended == "done"
    )
    differences = sum(((acts - done) + (done - acts)).values())
    states = {row.id: row.state for row in session.execute(select(MeetingRequest.id, MeetingRequest.state))}
    return differences + sum(not _is_one_end(told, states[request_id]) for request_id, told in by_request.items())


_ENDS = {
    "accept": RequestState.AGREED,
    "counter": RequestState.NEGOTIATING,
    "move": RequestState.SCHEDULED,
    "cancel": RequestState.CANCELLED,
}


def _is_one_end(told: list[Told], state: RequestState) -> bool:
    """One client did it and the state is theirs; of two who accept, both may be kept out by other meetings."""
    done = [one.act for one in told if one.ended == "done"]
    if not done:
        return {one.act for one in told} == {"accept"} and state is RequestState.REQUESTED
    return len(done) == 1 and state is _ENDS[done[0]]


def _too_many(session: Session, by_request: dict[UUID, list[Told]]) -> int:
    """Notices of acts that nobody did, and second notices or mails of those that somebody did."""
    done = {(one.request_id, _NOTICES[one.act]) for told in by_request.values() for one in told if one.ended == "done"}
    query = select(StoredNotice.about_id, StoredNotice.kind, StoredNotice.person_id)
    made = Counter(tuple(row) for row in session.execute(query))
    undone = sum(count for (request_id, kind, _person), count in made.items() if (request_id, kind) not in done)
    mailed = Counter(session.scalars(select(Mail.notice_id)))
    return undone + sum(count - 1 for count in made.values()) + sum(count - 1 for count in mailed.values())
