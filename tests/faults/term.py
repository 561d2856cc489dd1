"""Fault 2: SIGTERM under load, in the middle of a publication's forms and of an upload that is half sent."""

import random
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import func, select

from exchange.files.models import StoredFile
from exchange.web.db import db, reading
from tests.faults.frame import Finding, Lab
from tests.faults.invariants import after, wait_until_settled
from tests.faults.load import Load, retry_unanswered, running
from tests.faults.server import UNREACHED, Installation, folder_of, installation
from tests.support.signing import cookie_header

FAULT = "2 · SIGTERM under load and during an upload"
INVARIANTS = ("I12", "I13", "I14", "I15", "I27")
LONGEST_END = 10.0
_ANNOUNCED = 4_000_000  # bytes of the upload; half of them are sent


def run(lab: Lab) -> list[Finding]:
    """End it, start it, send again what got no answer; 4 times, or 200 in the long run."""
    moments, ends, everything = random.Random(2), [], Load()  # noqa: S311 - moments, not secrets
    with installation(lab) as own:
        kept = _stored(own)
        for _ in range(lab.times(short=4, long=200)):
            own.start()
            with running(own, pause=0.02) as load, half_an_upload(own):
                time.sleep(moments.uniform(1.0, 3.0))
                ends.append(own.terminate())
            everything.writes += load.writes
            everything.statuses += load.statuses
        own.start()
        retry_unanswered(own, everything)
        settled = wait_until_settled(own)
        found = after(own, everything)
        is_whole = _stored(own) == kept and not list(folder_of(own, "files").rglob("*.part"))
    faults = sorted({status for status in everything.statuses if status not in (200, UNREACHED)})
    says = f"{len(ends)} ends, longest {max(ends):.1f} s; pages answered with something else: {faults or 'none'}"
    return [
        *found,
        Finding("I13", settled, "background work caught up"),
        Finding("I12", is_whole, "nothing of the half uploads is kept"),
        Finding("I27", max(ends) <= LONGEST_END and not faults, says),
    ]


def _stored(own: Installation) -> int:
    with own.app.app_context():
        number = reading().scalar(select(func.count()).select_from(StoredFile)) or 0
        reading().rollback()
        db.engine.dispose()
        return number


@contextmanager
def half_an_upload(own: Installation) -> Iterator[None]:
    """A browser that has sent half of a file when the server is told to stop."""
    head = (
        f"POST /practices/{own.world.draft.slug}/files HTTP/1.1\r\nHost: 127.0.0.1:{own.port}\r\n"
        f"Cookie: {cookie_header(own.app, own.world.people['author'])}\r\n"
        f"Content-Type: multipart/form-data; boundary=B\r\nContent-Length: {_ANNOUNCED}\r\n\r\n"
        '--B\r\nContent-Disposition: form-data; name="file"; filename="report.pdf"\r\n\r\n%PDF-1.7\n'
    )
    with socket.create_connection(("127.0.0.1", own.port), timeout=10) as line:
        line.sendall(head.encode() + b"0" * (_ANNOUNCED // 2))
        yield
