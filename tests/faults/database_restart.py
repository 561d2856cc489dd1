"""Fault 10: PostgreSQL crashes under load and comes back; another program holds the lock of SQLite's file for long."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.faults.frame import Finding, Lab
from tests.faults.invariants import after, wait_until_settled
from tests.faults.load import ACKNOWLEDGED, Load, retry_unanswered, running, wait_until_warm
from tests.faults.server import UNREACHED, Client, Installation, installation

FAULT = "10 · the database goes away and comes back"
INVARIANTS = ("I12", "I13", "I14", "I15", "I27")
SAID_WITHIN, HEALED_WITHIN = 2.0, 5.0
_PLAIN = {200, ACKNOWLEDGED, 503}
_LOCKED_SECONDS = 17.0  # longer than anything waits for the lock


def run(lab: Lab) -> list[Finding]:
    """Away in the midst of writing; the server is never touched."""
    everything, said, healed = Load(), list[float](), list[float]()
    with installation(lab) as own:
        own.start()
        for number in range(lab.times(short=1, long=20)):
            with _in_the_midst(own, lab, everything):
                said.append(own.seconds_of(lambda: _is_plain(own, lab)))
            healed.append(own.seconds_of(lambda: _until_well(own)))
            lab.progress(number + 1, f"well again after {max(healed):.2f} s")
        retry_refused(everything)
        retry_unanswered(own, everything)
        settled = wait_until_settled(own)
        found = after(own, everything)
    strange = {*everything.statuses, *(write.status for write in everything.writes)} - _PLAIN - {UNREACHED}
    says = (
        f"a page meanwhile in {max(said):.2f} s, well again after {max(healed):.2f} s, "
        f"answers other than {sorted(_PLAIN)}: {sorted(strange) or 'none'}"
    )
    held = max(said) <= SAID_WITHIN and max(healed) <= HEALED_WITHIN and not strange
    return [*found, Finding("I13", settled, "background work caught up"), Finding("I27", held, says)]


@contextmanager
def _in_the_midst(own: Installation, lab: Lab, everything: Load) -> Iterator[None]:
    """The database goes away under load; the block runs while it is away and nobody else asks."""
    with running(own, pause=0.02) as load:
        wait_until_warm(load)
        come_back = _goes_away(own, lab)
    everything.writes += load.writes
    everything.statuses += load.statuses
    try:
        yield
    finally:
        come_back()


def _goes_away(own: Installation, lab: Lab) -> Callable[[], None]:
    """Returns under load, after a while; what it gives brings the database back."""
    if lab.postgres is not None:
        lab.postgres.stop("immediate")
        time.sleep(lab.times(short=3, long=30))
        return lab.postgres.start
    line = sqlite3.connect(own.folder / "exchange.sqlite3", isolation_level=None, check_same_thread=False, timeout=30)
    line.execute("BEGIN IMMEDIATE")
    time.sleep(_LOCKED_SECONDS)

    def come_back() -> None:
        line.execute("ROLLBACK")
        line.close()

    return come_back


def _is_plain(own: Installation, lab: Lab) -> None:
    """Without PostgreSQL a page says so; behind a lock reading goes on as if nothing were."""
    client = Client(own, None)
    status, page = client.status("/themes"), client.page("/themes")
    assert status == (503 if lab.postgres else 200), f"{status} while the database is away"
    assert "<h1" in page, page[:200]


def _until_well(own: Installation) -> None:
    client, end = Client(own, None), time.monotonic() + 30
    while client.status("/themes") != 200 and time.monotonic() < end:
        time.sleep(0.05)


def retry_refused(load: Load) -> None:
    """A form that was answered with "not now" is sent again like one without an answer."""
    for write in load.writes:
        if write.status == 503:
            write.status = UNREACHED
