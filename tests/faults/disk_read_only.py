"""Fault 5: the kernel makes the disk of the data folder read-only under load, as it does with one that fails.

PostgreSQL keeps its rows elsewhere: writing goes on, and what needs the folder waits. Its own disk is fault 10.
"""

import time

from tests.faults.disk_full import PAGES
from tests.faults.disks import NEEDS, can_mount, small_disk
from tests.faults.frame import SQLITE, Finding, Lab
from tests.faults.invariants import after, wait_until_settled
from tests.faults.load import ACKNOWLEDGED, running, wait_until_warm
from tests.faults.server import UNREACHED, Client, installation

FAULT = "5 · the disk becomes read-only"
INVARIANTS = ("I12", "I13", "I14", "I15", "I27", "I28")


def run(lab: Lab) -> list[Finding]:
    """Reading goes on, writing is refused plainly; after the disk is mended everything acknowledged stands."""
    if not can_mount():
        return [Finding(name, held=False, says=NEEDS) for name in INVARIANTS]
    with installation(lab) as own, small_disk(own.folder, 96) as disk:
        own.start()
        with running(own, pause=0.02) as load:
            wait_until_warm(load)
            disk.forbid_writing()
            time.sleep(0.5)
            written, read = len(load.writes), len(load.statuses)
            time.sleep(lab.times(short=5, long=60))
        reader = Client(own, None, timeout=60)
        unread = {reader.status(path) for path in (*PAGES, f"/practices/{own.world.public.slug}")} - {200}
        own.kill()
        own.let_go()
        disk.mend()
        own.start()
        settled = wait_until_settled(own, seconds=180)  # what failed meanwhile rests for up to two minutes
        found = after(own, load)
    answers = {write.status for write in load.writes[written:]} - {UNREACHED}
    accepted = ACKNOWLEDGED in answers and lab.database == SQLITE
    pages = set(load.statuses[read:]) - {200, UNREACHED}
    says = f"pages that failed: {sorted(unread | pages) or 'none'}; forms were answered {sorted(answers)}"
    return [
        *found,
        Finding("I13", settled, "background work caught up after the disk was mended"),
        Finding("I28", not unread and not pages, says),
        Finding("I27", answers <= {ACKNOWLEDGED, 503} and not accepted, says),
    ]
