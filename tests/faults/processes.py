"""Fault 11: several server processes on one database; one of them is killed while people write."""

import os
import signal
import time

import psutil

from tests.faults.frame import Finding, Lab
from tests.faults.invariants import after, wait_until_settled
from tests.faults.load import Load, retry_unanswered, running
from tests.faults.server import installation

FAULT = "11 · three processes on one port, one killed at a time"
INVARIANTS = ("I12", "I13", "I14", "I15")


def run(lab: Lab) -> list[Finding]:
    """No error of a lock may reach anybody, and a dead process is replaced."""
    everything = Load()
    with installation(lab) as own:
        own.arguments = ("--processes", "3", "--threads", "4")
        own.start(seconds=60)
        with running(own, pause=0.02) as load:
            for _ in range(lab.times(short=2, long=60)):
                time.sleep(1.5)
                children = psutil.Process(own.pid).children()
                os.kill(children[0].pid, signal.SIGKILL)
        everything.writes += load.writes
        retry_unanswered(own, everything)
        alive = _wait_for_children(own.pid, 3)
        settled = wait_until_settled(own)
        found = after(own, everything)
    faults = sorted({write.status for write in everything.writes if write.status >= 500} | set(_faults(load)))
    return [
        *found,
        Finding("I13", settled, "background work caught up"),
        Finding("I12", not faults, f"server faults seen: {faults or 'none'}"),
        Finding("I12", alive == 3, f"{alive} processes at the end"),
    ]


def _faults(load: Load) -> list[int]:
    return [status for status in load.statuses if status >= 500]


def _wait_for_children(pid: int, wanted: int) -> int:
    end, found = time.monotonic() + 15, 0
    while time.monotonic() < end and found != wanted:
        found = len(psutil.Process(pid).children())
        time.sleep(0.2)
    return found
