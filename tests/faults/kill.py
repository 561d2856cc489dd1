"""Fault 1: SIGKILL to the whole group at random moments under load."""

import random
from collections.abc import Sequence
from contextlib import closing

from tests.faults.frame import Finding, Lab
from tests.faults.invariants import after, wait_until_settled
from tests.faults.load import WRITERS, Load, retry_unanswered, running, signed_in, unanswered
from tests.faults.loaded import Loaded
from tests.faults.server import installation

FAULT = "1 · kill -9 of everything, at random moments"
INVARIANTS = ("I12", "I13", "I14", "I15")
RECOVERED_SECONDS = 3.0
_ONE_IN = 10  # starts of the long run loads the product from the disk, as all of the short run do
_OWN_TIME = "without the time in which others used the processors"


def run(lab: Lab) -> list[Finding]:
    """Kill, start, send again what got no answer; 12 times, or 1,000 in the long run."""
    moments, recoveries, everything = random.Random(1), list[float](), Load()  # noqa: S311 - moments, not secrets
    kills = lab.times(short=12, long=1000)
    with installation(lab) as own, closing(Loaded()) as loaded:
        own.arguments = ("--threads", "16")  # a place for everybody: waiting for one would lose nothing
        own.start()  # compiles the modules, as installing does
        browsers = [signed_in(own) for _ in range(WRITERS)]  # people stay signed in when the server falls
        own.kill()
        for number in range(kills):
            if number % lab.times(short=1, long=_ONE_IN) == 0:
                recoveries.append(own.start() - own.queued_seconds)
            else:
                own.start(loaded=loaded)
            with running(own, pause=0.1, browsers=browsers, again=unanswered(everything)) as load:
                own.let_work(moments.uniform(0.3, 2.0))
                own.kill()
            everything.writes += load.writes
            lab.progress(number + 1, f"{len(everything.acknowledged)} acknowledged, {_recovered(recoveries)}")
        own.start()
        retry_unanswered(own, everything)
        settled = wait_until_settled(own, seconds=lab.times(short=30, long=900))
        found = after(own, everything)
    worst = _share(recoveries, 0.99 if lab.is_long else 0.9)  # of a dozen the second slowest
    says = f"{kills} kills, {len(recoveries)} cold starts, {_recovered(recoveries)}, {_OWN_TIME}"
    return [
        *found,
        Finding("I13", settled, "background work caught up"),
        Finding("I12", worst <= RECOVERED_SECONDS, says),
    ]


def _recovered(seconds: Sequence[float]) -> str:
    p50, p99 = _share(seconds, 0.5), _share(seconds, 0.99)
    return f"ready again p50 {p50:.2f} s, p99 {p99:.2f} s, longest {max(seconds):.2f} s"


def _share(seconds: Sequence[float], share: float) -> float:
    return sorted(seconds)[int(len(seconds) * share)]
