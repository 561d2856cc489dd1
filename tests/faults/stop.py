"""Fault 2: SIGTERM and SIGINT under load, with a form and an upload half sent, to one process and to two."""

import fcntl
import random
import signal
import socket
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from uuid import uuid4

from sqlalchemy import func, select, text

from exchange.files.models import StoredFile
from exchange.jobs.models import OutboxRow
from exchange.web.db import db, reading
from tests.faults.frame import Finding, Lab
from tests.faults.invariants import after, wait_until_settled
from tests.faults.load import Load, Write, forms, retry_unanswered, running, wait_until_warm
from tests.faults.server import UNREACHED, Client, Installation, folder_of, installation
from tests.support.signing import cookie_header

FAULT = "2 · SIGTERM and SIGINT under load and during an upload"
INVARIANTS = ("I12", "I13", "I14", "I15", "I27")
ENDED_WITHIN = 10.0
WAYS = tuple((kind, processes) for processes in ("1", "2") for kind in (signal.SIGTERM, signal.SIGINT))
_ANNOUNCED = 4_000_000  # bytes of the upload; half of them are sent


@dataclass
class Ends:
    """What came of so many ends."""

    seconds: list[float] = field(default_factory=list)
    cut_off: int = 0  # requests that were sent before the signal and never answered
    held: list[str] = field(default_factory=list)  # leases and locks that were left

    def __str__(self) -> str:
        return (
            f"{len(self.seconds)} ends, longest {max(self.seconds):.1f} s, {self.cut_off} requests cut off, "
            f"left behind: {', '.join(self.held) or 'nothing'}"
        )


def run(lab: Lab) -> list[Finding]:
    """End it, start it, send again what got no answer; each way once, or 200 ends in the long run."""
    moments, ends, everything = random.Random(2), Ends(), Load()  # noqa: S311 - moments, not secrets
    with installation(lab) as own:
        kept, ways = _stored(own), cycle(WAYS)
        for number in range(lab.times(short=len(WAYS), long=200)):
            kind, processes = next(ways)
            own.arguments = ("--processes", processes)
            own.start()
            load = _ended(own, kind, moments.uniform(0.3, 2.0), ends)
            everything.writes += load.writes
            everything.statuses += load.statuses
            lab.progress(number + 1, str(ends))
        own.start()
        retry_unanswered(own, everything)
        settled = wait_until_settled(own)
        found = after(own, everything)
        is_whole = _stored(own) == kept and not list(folder_of(own, "files").rglob("*.part"))
    strange = sorted({*everything.statuses} - {200, UNREACHED})
    held = max(ends.seconds) <= ENDED_WITHIN and not (ends.cut_off or ends.held or strange)
    return [
        *found,
        Finding("I13", settled, "background work caught up"),
        Finding("I12", is_whole, "nothing of the half uploads is kept"),
        Finding("I27", held, f"{ends}; pages answered with something else: {strange or 'none'}"),
    ]


def _ended(own: Installation, kind: signal.Signals, seconds: float, ends: Ends) -> Load:
    """Load, the signal in the middle of a form, and what was left when the server had ended."""
    client = Client(own, own.world.people["official of the partner"], timeout=20).begin()
    with running(own, writers=3, readers=4, pause=0.02) as load, half_an_upload(own):
        wait_until_warm(load)
        time.sleep(seconds)
        asked = time.monotonic()
        form = Write("comment", uuid4().hex)
        load.note_write(form)
        send_in_halves(own, client, form, lambda: _signal(own, kind))
        own.wait()
        ends.seconds.append(time.monotonic() - asked)
    ends.cut_off += sum(began < asked < failed for began, failed in load.cut_off) + (not form.is_acknowledged)
    ends.held += _left_behind(own)
    return load


def _signal(own: Installation, kind: signal.Signals) -> None:
    own.signal(kind)
    time.sleep(0.3)


def send_in_halves(own: Installation, client: Client, write: Write, between: Callable[[], None]) -> None:
    """A comment whose second half comes after something else."""
    _, form, path = forms(own)[write.kind]
    write.status = client.post_in_halves(path, form(write.mark), between)


def _left_behind(own: Installation) -> list[str]:
    """Leases, locks and connections that outlive the server."""
    own.let_go()
    with own.app.app_context():
        leased = reading().scalar(select(func.count()).where(OutboxRow.leased_until.is_not(None)))
        locks = _locks_of_sqlite(own) if db.engine.dialect.name == "sqlite" else _transactions_of_postgres()
        db.session.remove()
        db.engine.dispose()
    leases = [f"{leased} leases"] if leased else []
    return leases + locks + ([] if _is_free(own.folder / "worker.lock") else ["the worker's lock"])


def _locks_of_sqlite(own: Installation) -> list[str]:
    line = sqlite3.connect(own.folder / "exchange.sqlite3", timeout=0, isolation_level=None)
    try:
        line.execute("BEGIN IMMEDIATE")
        line.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        return [f"the database is {error}"]
    finally:
        line.close()
    return []


def _transactions_of_postgres() -> list[str]:
    """Transactions of others, with their locks; a server needs a moment to see that a client has gone."""
    open_ones = text(
        "SELECT state || ': ' || query FROM pg_stat_activity"
        " WHERE datname = current_database() AND state <> 'idle' AND pid <> pg_backend_pid()"
    )
    end = time.monotonic() + 2
    while (left := reading().scalars(open_ones).all()) and time.monotonic() < end:
        reading().rollback()
        time.sleep(0.1)
    return list(left)


def _is_free(path: Path) -> bool:
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


def _stored(own: Installation) -> int:
    with own.app.app_context():
        number = reading().scalar(select(func.count()).select_from(StoredFile)) or 0
        db.session.remove()
        db.engine.dispose()
        return number


@contextmanager
def half_an_upload(own: Installation) -> Iterator[None]:
    """A browser that has sent half of a file when the server is told to stop, and goes away after that."""
    head = (
        f"POST /practices/{own.world.draft.slug}/files HTTP/1.1\r\nHost: 127.0.0.1:{own.port}\r\n"
        f"Cookie: {cookie_header(own.app, own.world.people['author'])}\r\n"
        f"Content-Type: multipart/form-data; boundary=B\r\nContent-Length: {_ANNOUNCED}\r\n\r\n"
        '--B\r\nContent-Disposition: form-data; name="file"; filename="report.pdf"\r\n\r\n%PDF-1.7\n'
    )
    with socket.create_connection(("127.0.0.1", own.port), timeout=10) as line:
        line.sendall(head.encode() + b"0" * (_ANNOUNCED // 2))
        yield
