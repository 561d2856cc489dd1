"""Fault 1: SIGKILL to the whole group at random moments under load."""

import random
import time

from tests.faults.frame import Finding, Lab
from tests.faults.invariants import after, wait_until_settled
from tests.faults.load import Load, retry_unanswered, running
from tests.faults.server import installation

FAULT = "1 · kill -9 of everything, at random moments"
INVARIANTS = ("I12", "I13", "I14", "I15")
RECOVERED_SECONDS = 3.0


def run(lab: Lab) -> list[Finding]:
    """Kill, start, send again what got no answer; 12 times, or 1,000 in the long run."""
    moments, recoveries, everything = random.Random(1), [], Load()  # noqa: S311 - moments, not secrets
    with installation(lab) as own:
        own.start()  # compiles the modules, as installing does
        own.kill()
        for _ in range(lab.times(short=12, long=1000)):
            recoveries.append(own.start() - own.queued_seconds)
            with running(own, pause=0.02) as load:
                time.sleep(moments.uniform(0.3, 2.0))
                own.kill()
            everything.writes += load.writes
        own.start()
        retry_unanswered(own, everything)
        settled = wait_until_settled(own)
        found = after(own, everything)
    share = 0.99 if lab.is_long else 0.9  # of a dozen the second slowest
    worst = sorted(recoveries)[int(len(recoveries) * share)]
    says = (
        f"{len(recoveries)} kills; ready again p{share * 100:.0f} {worst:.2f} s, longest {max(recoveries):.2f} s, "
        "without the time in which others used the processors"
    )
    return [
        *found,
        Finding("I13", settled, "background work caught up"),
        Finding("I12", worst <= RECOVERED_SECONDS, says),
    ]
