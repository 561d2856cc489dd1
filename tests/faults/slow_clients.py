"""Fault 14: slow, silent and greedy clients take what they can get; everybody else hardly notices."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.faults.frame import Finding, Lab
from tests.faults.invariants import after, wait_until_settled
from tests.faults.load import ACKNOWLEDGED, Load, running, wait_until_warm
from tests.faults.server import Installation, installation
from tests.faults.siege import KINDS

FAULT = "14 · slow clients, 1,000 silent ones, and far too much at once"
INVARIANTS = ("I12", "I13", "I14", "I15", "I27")
_REFUSED = {400, 413, 431}
_SLOWER = 2.0  # times
Answers = dict[str, set[int]]


def run(lab: Lab) -> list[Finding]:
    """In turns without them and with them, so that a busy machine is busy for both."""
    quiet, besieged, answers = Load(), Load(), Answers()
    with installation(lab) as own:
        own.start()
        with running(own, writers=2, readers=4, pause=0.05) as load:
            wait_until_warm(load)
            time.sleep(5)
        for _ in range(lab.times(short=4, long=20)):
            _measure(own, quiet)
            with _siege(own, answers):
                _measure(own, besieged)
        settled = wait_until_settled(own)
        everything = Load(writes=[*load.writes, *quiet.writes, *besieged.writes])
        found = after(own, everything)
    strange = {*besieged.statuses, *(write.status for write in besieged.writes)} - {200, ACKNOWLEDGED}
    before, beside = _p95(quiet), _p95(besieged)
    told = "; ".join(f"{kind}: {' or '.join(map(str, sorted(said)))}" for kind, said in answers.items())
    says = f"p95 of the others {before * 1000:.0f} ms before, {beside * 1000:.0f} ms beside them, "
    says += f"answered with something else: {sorted(strange) or 'none'}; {told}"
    is_plain = answers.keys() == KINDS.keys() and all(said and said <= _REFUSED for said in answers.values())
    held = beside < _SLOWER * before and not strange and is_plain
    return [*found, Finding("I13", settled, "background work caught up"), Finding("I27", held, says)]


def _measure(own: Installation, into: Load) -> None:
    with running(own, writers=2, readers=4, pause=0.05) as load:
        time.sleep(6)
    into.writes += load.writes
    into.statuses += load.statuses
    into.times += load.times


@contextmanager
def _siege(own: Installation, answers: Answers) -> Iterator[None]:
    """In a process of its own, so that what it sends costs the others' clients nothing."""
    command = [sys.executable, "-m", "tests.faults.siege", str(own.port)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as siege:
        assert siege.stdin is not None
        assert siege.stdout is not None
        assert siege.stdout.readline() == "ready\n", "the siege could not be laid: not everybody was let in"
        yield
        siege.stdin.close()
        for kind, said in json.loads(siege.stdout.readline()).items():
            answers.setdefault(kind, set()).update(said)


def _p95(load: Load) -> float:
    return sorted(load.times)[int(len(load.times) * 0.95)]
