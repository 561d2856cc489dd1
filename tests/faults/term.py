"""Fault 2: SIGTERM under load: what is being answered is finished, nothing acknowledged is lost."""

import time

from tests.faults.frame import Finding, Lab
from tests.faults.invariants import after, wait_until_settled
from tests.faults.load import Load, retry_unanswered, running
from tests.faults.server import installation

FAULT = "2 · SIGTERM under load"
INVARIANTS = ("I12", "I13", "I14", "I15")
ENDED_SECONDS = 10.0


def run(lab: Lab) -> list[Finding]:
    """Ask it to end while it works, a few times."""
    longest, everything = 0.0, Load()
    with installation(lab) as own:
        for _ in range(lab.times(short=2, long=20)):
            own.start(seconds=60)
            with running(own, pause=0.02) as load:
                time.sleep(1.0)
                longest = max(longest, own.terminate())
            everything.writes += load.writes
        own.start(seconds=60)
        retry_unanswered(own, everything)
        settled = wait_until_settled(own)
        found = after(own, everything)
    says = f"ended within {longest:.1f} s"
    return [
        *found,
        Finding("I13", settled, "background work caught up"),
        Finding("I12", longest <= ENDED_SECONDS, says),
    ]
