"""Fault 10: PostgreSQL is stopped hard under load, stays away, and comes back."""

import time

from tests.faults.frame import POSTGRES, Finding, Lab
from tests.faults.invariants import after, wait_until_settled
from tests.faults.load import retry_unanswered, running
from tests.faults.server import Client, Installation, installation

FAULT = "10 · PostgreSQL restarted hard and away for a while"
INVARIANTS = ("I12", "I13", "I14", "I15", "I27")
DATABASES = (POSTGRES,)
SAID_SECONDS, HEALED_SECONDS = 2.0, 5.0


def run(lab: Lab) -> list[Finding]:
    """A plain page within two seconds, and by itself well again within five."""
    assert lab.postgres is not None
    with installation(lab) as own:
        own.start(seconds=60)
        with running(own, pause=0.02) as load:
            time.sleep(1.0)
            lab.postgres.stop("immediate")
            lab.postgres.start()
            time.sleep(1.5)
        lab.postgres.stop("immediate")
        time.sleep(lab.times(short=2, long=30))
        status, said = _timed(own)
        lab.postgres.start()
        began = time.monotonic()
        while Client(own, None).status("/themes") != 200 and time.monotonic() - began < 30:
            time.sleep(0.05)
        healed = time.monotonic() - began
        retry_unanswered(own, load)
        settled = wait_until_settled(own)
        found = after(own, load)
    return [
        *found,
        Finding("I27", status == 503 and said <= SAID_SECONDS, f"{status} after {said:.2f} s"),
        Finding("I27", healed <= HEALED_SECONDS, f"well again after {healed:.2f} s"),
        Finding("I13", settled, "background work caught up"),
    ]


def _timed(own: Installation) -> tuple[int, float]:
    began = time.monotonic()
    return Client(own, None).status("/themes"), time.monotonic() - began
