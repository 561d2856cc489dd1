"""Fault 4: the disk of the data folder is full under load, then has room again; so has, after it, PostgreSQL's own.

PostgreSQL stops itself when not one byte fits for its log: then its operator starts it. Ours is never started anew.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.faults.disks import NEEDS, Disk, can_mount, small_disk
from tests.faults.frame import Finding, Lab
from tests.faults.invariants import after, wait_until_settled
from tests.faults.load import ACKNOWLEDGED, Load, running
from tests.faults.server import UNREACHED, Client, Installation, installation

FAULT = "4 · the disk is full"
INVARIANTS = ("I12", "I13", "I14", "I15", "I27")
_MEGABYTES, _MEGABYTES_OF_ROWS = 96, 256
_PLAIN = {200, ACKNOWLEDGED, 503, 507}
PAGES = ("/", "/search?q=open", "/themes", "/countries", "/sign-in")


def run(lab: Lab) -> list[Finding]:
    """Full while people write; nobody starts anything of ours anew."""
    if not can_mount():
        return [Finding(name, held=False, says=NEEDS) for name in INVARIANTS]
    everything, strange = Load(), set[int]()
    with installation(lab) as own, small_disk(own.folder, _MEGABYTES) as disk, _rows_on_a_small_disk(lab) as rows:
        own.start()
        for _ in range(lab.times(short=1, long=20)):
            strange |= _fill(own, lab, disk, everything)
        is_well = _writes_again(own)
        if rows is not None:
            for _ in range(lab.times(short=1, long=20)):
                strange |= _fill(own, lab, rows, everything) - {503}
            is_well = is_well and _writes_again(own)
        settled = wait_until_settled(own, seconds=180)  # what failed meanwhile rests for up to two minutes
        found = after(own, everything)
    answers = {*everything.statuses, *(write.status for write in everything.writes)} - {UNREACHED}
    refused = sum(write.status in (503, 507) for write in everything.writes)
    says = f"{refused} writes refused; pages that failed: {sorted(strange) or 'none'}; all answers {sorted(answers)}"
    held = not strange and answers <= _PLAIN and is_well
    return [*found, Finding("I13", settled, "background work caught up"), Finding("I27", held, says)]


def _fill(own: Installation, lab: Lab, disk: Disk, everything: Load) -> set[int]:
    """Full under load for a while; the answers of pages that were not given meanwhile."""
    with running(own, pause=0.02) as load:
        time.sleep(2)
        disk.fill()
        time.sleep(lab.times(short=5, long=20))
        unread = _unread(own)
        disk.free()
        if lab.postgres is not None and not lab.postgres.is_up():
            lab.postgres.start()
        time.sleep(2)
    everything.writes += load.writes
    everything.statuses += load.statuses
    return unread


@contextmanager
def _rows_on_a_small_disk(lab: Lab) -> Iterator[Disk | None]:
    """PostgreSQL's own disk, where there is PostgreSQL; it stands still while the rows are moved."""
    if lab.postgres is None:
        yield None
        return
    lab.postgres.stop()
    with small_disk(lab.postgres.rows, _MEGABYTES_OF_ROWS) as disk:
        lab.postgres.start()
        yield disk
        lab.postgres.stop("immediate")
    lab.postgres.start()


def _unread(own: Installation) -> set[int]:
    """The answers of pages that were not given while the disk was full."""
    client = Client(own, None, timeout=60)
    return {client.status(path) for path in (*PAGES, f"/practices/{own.world.public.slug}")} - {200}


def _writes_again(own: Installation) -> bool:
    """A comment is taken without a restart."""
    with running(own, writers=1, readers=0, pause=0.02) as load:
        time.sleep(3)
    return bool(load.acknowledged)
