"""Fault 15: officials at one moment: accept against accept, accept against counter, move against cancel.

Sixteen clients at eight tables, two at each, all let loose together. Tables share hours and people: an expert is
wanted in two meetings at once. What each client was told is held against what stands in the database.
"""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

from flask import Flask
from sqlalchemy.orm import Session

from exchange.app import create_app
from exchange.kernel.actor import Actor
from exchange.kernel.errors import ConflictError, RefusedError
from exchange.kernel.settings import Settings
from exchange.web.db import db, transaction
from exchange.web.migrations import upgrade
from tests.faults.frame import Finding, Lab
from tests.faults.races_counted import Counts, Told, counted
from tests.faults.races_laid import CLIENTS, TABLES, Act, cast_of, laid

FAULT = "15 · officials who accept, counter, move and cancel at one moment"
INVARIANTS = ("I11", "I12", "I13")
KEY = "a key for fault runs only, longer than thirty-two"


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
    cast, told = cast_of(app), []
    barrier = Barrier(CLIENTS)
    with ThreadPoolExecutor(CLIENTS) as clients:
        for batch in range(-(-races // TABLES)):
            acts = laid(app, cast, batch)
            told += list(clients.map(lambda act: _let_loose(app, barrier, *act), acts))
    with app.app_context():
        with Session(db.engine) as session:
            counts = counted(session, told)
        db.engine.dispose()
    return counts


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
