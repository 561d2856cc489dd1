"""A real SMTP server that hangs, refuses, drops the line after DATA, and comes back; counts of what arrived.

A row of `make faults`: 300 events, 10,000 with --long. `python -m tests.faults.mail_outage [events]` prints the counts
alone (10,000 events unless a number is given), then composes a digest for half as many people.
"""

import contextlib
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from aiosmtpd.controller import Controller
from flask import Flask
from sqlalchemy.orm import Session

from exchange.accounts.models import Person
from exchange.app import create_app, deps_of
from exchange.jobs.runner import Handler, Runner
from exchange.kernel.base import Base
from exchange.kernel.events import attach_bus
from exchange.kernel.ids import new_id
from exchange.kernel.settings import Settings
from exchange.notifications.guards import guards_of, register_guard
from exchange.notifications.jobs import BATCH, MOST_ATTEMPTS, Postman
from exchange.notifications.models import Choice, Pace
from exchange.notifications.notice import Notice
from exchange.notifications.service import notify
from exchange.notifications.transport import SmtpTransport
from exchange.notifications.wiring import digests_of, sender_of
from exchange.web.db import db, transaction
from tests.conftest import TEST_KEY
from tests.factories.accounts import make_ministry, make_person
from tests.factories.guards import knows
from tests.faults.frame import Finding, Lab
from tests.faults.mail_server import HANGS_SECONDS, MODES, Server
from tests.support.clock import FixedClock

FAULT = "8 · a mail server that hangs, refuses, drops"
INVARIANTS = ("I13", "I27")
ANSWERED_SECONDS = 2.0


@dataclass
class Counts:
    """What a run found."""

    events: int
    recipients: int
    arrived: int  # distinct Message-IDs
    deliveries: int  # with repetitions
    to_those_without_access: int
    not_delivered: int
    seconds: float
    modes: Counter[str] = field(default_factory=Counter)

    @property
    def is_whole(self) -> bool:
        """Each recipient's Message-ID arrived at least once, none more than there are, none where there is no right."""
        return self.arrived == self.events * self.recipients and not (
            self.to_those_without_access or self.not_delivered
        )

    def __str__(self) -> str:
        return (
            f"{self.events} events x {self.recipients} recipients: {self.arrived} distinct Message-IDs, "
            f"{self.deliveries} deliveries, {self.to_those_without_access} to people without access, "
            f"{self.not_delivered} not delivered, {self.seconds:.0f} s; {dict(self.modes)}"
        )


def outage(app: Flask, clock: FixedClock, *, events: int, recipients: int = 2, seed: int = 1) -> Counts:
    """Tell `recipients` people and one who then loses access of so many events, over a server that keeps failing."""
    server, chance = Server(), random.Random(seed)  # noqa: S311 - a repeatable order of faults
    controller = Controller(server, hostname="127.0.0.1", port=0)
    with _running(controller) as port, app.app_context():
        runner = _runner(app, clock, port)
        readable, people, gone = _tell(app, clock, events, recipients)
        _lose(readable, gone)
        began, modes = time.perf_counter(), Counter[str]()
        for look in range(20_000):
            server.mode = "well" if look > 40 and look % 3 else chance.choice(MODES)
            modes[server.mode] += 1
            runner.run_open(limit=BATCH * (10 if server.mode == "well" else 1))
            clock.advance(seconds=chance.choice((1, 30, 600)))
            if not _waiting():
                break
        return _counted(server, events, len(people), gone, time.perf_counter() - began, modes)


@contextlib.contextmanager
def _running(controller: Controller) -> Any:
    controller.port = _free_port()
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def _free_port() -> int:
    import socket  # noqa: PLC0415 - for this one line

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _runner(app: Flask, clock: FixedClock, port: int) -> Runner:
    transport = SmtpTransport(f"smtp://127.0.0.1:{port}", timeout_seconds=HANGS_SECONDS / 2)
    postman = Postman(transport, guards_of(app), sender_of(app), clock, digests_of(app).rewrite)
    handlers = {"mail.send": Handler(postman.run, BATCH, MOST_ATTEMPTS)}
    return Runner(transactions=transaction, handlers=handlers, clock=clock)


def _tell(app: Flask, clock: FixedClock, events: int, recipients: int) -> tuple[set[Any], list[Person], Person]:
    readable = {new_id()}
    register_guard(app, "thing", lambda actor, ids: knows(() if actor.person_id in lost else readable)(actor, ids))
    lost: set[Any] = set()
    thing = next(iter(readable))
    with Session(db.engine, expire_on_commit=False) as session:
        attach_bus(session, deps_of(app).bus)
        ministry = make_ministry(session, "TR")
        people = [make_person(session, ministry) for _ in range(recipients)]
        gone = make_person(session, ministry)
        for number in range(events):
            for person in (*people, gone) if number < max(1, events // 10) else people:
                notify(session, person_id=person.id, notice=_notice(number, thing), now=clock())
            if number % 500 == 0:
                session.commit()
        session.commit()
    return lost, people, gone


def _lose(lost: set[Any], gone: Person) -> None:
    """Access ends between the fact and the sending."""
    lost.add(gone.id)


def _notice(number: int, thing: object) -> Notice:
    return Notice(
        kind="comment.written",
        path=f"/comments/{number}",
        subject=f"Event {number}",
        lines=("Something happened.",),
        action="Read",
        guard=f"thing:{thing}",
        key=f"event:{number}",
    )


def _waiting() -> int:
    with db.engine.connect() as connection:
        query = "SELECT count(*) FROM outbox_row WHERE done_at IS NULL AND failed_at IS NULL AND name = 'mail.send'"
        return int(connection.exec_driver_sql(query).scalar_one())


def _counted(server: Server, events: int, recipients: int, gone: Person, seconds: float, modes: Counter[str]) -> Counts:
    with db.engine.connect() as connection:
        failed = connection.exec_driver_sql("SELECT count(*) FROM mail WHERE state = 'failed'").scalar_one()
    return Counts(
        events=events,
        recipients=recipients,
        arrived=len(server.arrived),
        deliveries=server.arrived.total(),
        to_those_without_access=int(gone.email in server.recipients),
        not_delivered=int(failed),
        seconds=seconds,
        modes=modes,
    )


def digests(app: Flask, clock: FixedClock, *, people: int, each: int = 5) -> tuple[int, float]:
    """Compose one collected mail for each of so many people. Returns how many there are, and the seconds."""
    with app.app_context():
        with Session(db.engine, expire_on_commit=False) as session:
            attach_bus(session, deps_of(app).bus)
            ministry = make_ministry(session, "AZ")
            for number in range(people):
                person = make_person(session, ministry, language=("az", "tr", "en", "ru")[number % 4])
                session.add(Choice(person_id=person.id, topic="kind:comment.written", pace=Pace.DAILY, made_at=clock()))
                session.flush()
                for one in range(each):
                    notify(session, person_id=person.id, notice=_open_notice(one), now=clock())
            session.commit()
        clock.advance(days=1)
        began = time.perf_counter()
        written = digests_of(app).write()
        return written, time.perf_counter() - began


def _open_notice(number: int) -> Notice:
    return Notice(
        kind="comment.written",
        path=f"/comments/{number}",
        subject=f"New comment: Foster care {number}",
        lines=("From: Child protection desk, Ministry of Family. Written 10 March 2026, 11:20 Baku.",),
        action="Read and answer",
        guard="",
        key=f"digest:{number}",
    )


def slowest_page(app: Flask, clock: FixedClock, *, pages: int = 20) -> tuple[float, int]:
    """Pages while every mail hangs until the transport gives up: the longest in seconds, and how many failed."""
    server = Server()
    server.mode = "hangs"
    with _running(Controller(server, hostname="127.0.0.1", port=0)) as port, app.app_context():
        _tell(app, clock, 10, 2)
        sending = threading.Thread(target=_send_all, args=(app, _runner(app, clock, port)))
        sending.start()
        client, slowest, failed = app.test_client(), 0.0, 0
        for _ in range(pages):
            began = time.perf_counter()
            failed += client.get("/sign-in").status_code != 200
            slowest = max(slowest, time.perf_counter() - began)
        sending.join()
        return slowest, failed


def _send_all(app: Flask, runner: Runner) -> None:
    with app.app_context():
        runner.run_open()


def run(lab: Lab) -> list[Finding]:
    """Everything arrives once the server is back, once for each; pages do not wait for it."""
    clock, events = FixedClock(), lab.times(short=300, long=10_000)
    app = fresh_app(str(lab.folder), clock, lab.address)
    counts = outage(app, clock, events=events)
    slowest, failed = slowest_page(app, clock)
    says = f"slowest page while mails hang {slowest:.2f} s, {failed} failed"
    return [
        Finding("I13", held=counts.is_whole, says=str(counts)),
        Finding("I27", held=slowest <= ANSWERED_SECONDS and not failed, says=says),
    ]


def fresh_app(folder: str, clock: FixedClock, address: str = "") -> Flask:
    """An application on an empty database: its own, or the one at this address."""
    settings = Settings(
        data=folder,
        database_url=address,
        secret_key=TEST_KEY,
        mail_url="memory://",
        search_url="memory://",
        log_level="error",
    )
    app = create_app(settings, clock=clock)
    with app.app_context():
        Base.metadata.create_all(db.engine)
    return app


def main() -> int:
    """Print the counts; 1 when a mail is missing, or went where it must not."""
    events = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        clock = FixedClock()
        counts = outage(fresh_app(folder, clock), clock, events=events)
        sys.stdout.write(f"{counts}\n{'whole' if counts.is_whole else 'NOT WHOLE'}\n")
    with tempfile.TemporaryDirectory() as folder:
        clock = FixedClock()
        clock.now += timedelta(hours=1)
        written, seconds = digests(fresh_app(folder, clock), clock, people=max(50, events // 2))
        sys.stdout.write(
            f"{written} collected mails of 5 notices in {seconds:.1f} s: {written / seconds:.0f} a second\n"
        )
    return 0 if counts.is_whole else 1


if __name__ == "__main__":
    raise SystemExit(main())
