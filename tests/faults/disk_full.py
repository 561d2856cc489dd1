"""Fault 4: the disk of the data folder is full under load, then has room again. PostgreSQL's own is another."""

import time

from tests.faults.disks import NEEDS, can_mount, small_disk
from tests.faults.frame import Finding, Lab
from tests.faults.invariants import after, wait_until_settled
from tests.faults.load import ACKNOWLEDGED, Load, running
from tests.faults.server import UNREACHED, Client, Installation, installation

FAULT = "4 · the disk is full"
INVARIANTS = ("I12", "I13", "I14", "I15", "I27")
_MEGABYTES = 96
_PLAIN = {200, ACKNOWLEDGED, 503, 507}
PAGES = ("/", "/search?q=open", "/themes", "/countries", "/sign-in")


def run(lab: Lab) -> list[Finding]:
    """Full while people write; nobody starts anything anew."""
    if not can_mount():
        return [Finding(name, held=False, says=NEEDS) for name in INVARIANTS]
    everything, strange = Load(), set[int]()
    with installation(lab) as own, small_disk(own.folder, _MEGABYTES) as disk:
        own.start()
        for _ in range(lab.times(short=1, long=20)):
            with running(own, pause=0.02) as load:
                time.sleep(2)
                disk.fill()
                time.sleep(lab.times(short=5, long=20))
                strange |= _unread(own)
                disk.free()
                time.sleep(2)
            everything.writes += load.writes
            everything.statuses += load.statuses
        is_well = _writes_again(own)
        settled = wait_until_settled(own)
        found = after(own, everything)
    answers = {*everything.statuses, *(write.status for write in everything.writes)} - {UNREACHED}
    refused = sum(write.status in (503, 507) for write in everything.writes)
    says = f"{refused} writes refused; pages that failed: {sorted(strange) or 'none'}; all answers {sorted(answers)}"
    held = not strange and answers <= _PLAIN and is_well
    return [*found, Finding("I13", settled, "background work caught up"), Finding("I27", held, says)]


def _unread(own: Installation) -> set[int]:
    """The answers of pages that were not given while the disk was full."""
    client = Client(own, None, timeout=60)
    return {client.status(path) for path in (*PAGES, f"/practices/{own.world.public.slug}")} - {200}


def _writes_again(own: Installation) -> bool:
    """A comment is taken without a restart."""
    with running(own, writers=1, readers=0, pause=0.02) as load:
        time.sleep(3)
    return bool(load.acknowledged)
