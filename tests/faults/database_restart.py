"""Fault 10: PostgreSQL crashes under load, stays away for a while and comes back."""

import time

from tests.faults.frame import POSTGRES, Finding, Lab
from tests.faults.invariants import after, wait_until_settled
from tests.faults.load import ACKNOWLEDGED, Load, retry_unanswered, running
from tests.faults.server import UNREACHED, Client, installation

FAULT = "10 · the database crashes and comes back"
DATABASES = (POSTGRES,)
INVARIANTS = ("I12", "I13", "I14", "I15", "I27")
REFUSED_WITHIN, HEALED_WITHIN = 2.0, 5.0
_PLAIN = {200, 303, 503}


def run(lab: Lab) -> list[Finding]:
    """A crash of the database in the midst of writing; the server is never touched."""
    assert lab.postgres is not None, "this fault needs PostgreSQL"
    everything, healed, refused = Load(), [], []
    with installation(lab) as own:
        own.start()
        for _ in range(lab.times(short=2, long=20)):
            with running(own, pause=0.02) as load:
                time.sleep(1.5)
                lab.postgres.stop("immediate")
                time.sleep(lab.times(short=2, long=30))
                refused.append(_seconds_of_a_page(Client(own, None)))
                lab.postgres.start()
                healed.append(_seconds_until_well(Client(own, None)))
                time.sleep(1.0)
            everything.writes += load.writes
            everything.statuses += load.statuses
        retry_refused(everything)
        retry_unanswered(own, everything)
        settled = wait_until_settled(own)
        found = after(own, everything)
    strange = {*everything.statuses, *(write.status for write in everything.writes)} - _PLAIN - {UNREACHED}
    says = (
        f"a page without the database in {max(refused):.2f} s, well again after {max(healed):.2f} s, "
        f"other answers: {sorted(strange) or 'none'}"
    )
    held = max(refused) <= REFUSED_WITHIN and max(healed) <= HEALED_WITHIN and not strange
    return [*found, Finding("I13", settled, "background work caught up"), Finding("I27", held, says)]


def retry_refused(load: Load) -> None:
    """A form that was answered with "not now" is sent again like one without an answer."""
    for write in load.writes:
        if write.status not in (ACKNOWLEDGED, UNREACHED):
            write.status = UNREACHED


def _seconds_of_a_page(client: Client) -> float:
    began = time.monotonic()
    client.status("/themes")
    return time.monotonic() - began


def _seconds_until_well(client: Client) -> float:
    began = time.monotonic()
    while client.status("/themes") != 200 and time.monotonic() - began < 30:
        time.sleep(0.05)
    return time.monotonic() - began
