"""Fault 11: two servers, one of two processes, on one data folder: the same form at one instant, then one dies."""

import threading
import time
from collections.abc import Callable, Sequence
from uuid import uuid4

from sqlalchemy import select

from exchange.practices.models import Revision
from exchange.web.db import reading
from tests.faults.frame import Finding, Lab
from tests.faults.invariants import after, wait_until_settled
from tests.faults.load import ACKNOWLEDGED, Load, Write, forms, retry_unanswered, running
from tests.faults.server import UNREACHED, Client, Installation, installation

FAULT = "11 · two servers on one data folder"
INVARIANTS = ("I10", "I12", "I13", "I14", "I15", "I27")
_AT_ONCE = 8
_ALLOWED = {200, UNREACHED}


def run(lab: Lab) -> list[Finding]:
    """Load on both, the same form to both, two edits of one text to both; then the one that does the work is killed."""
    everything = Load()
    with installation(lab) as own:
        other = own.neighbour()
        other.arguments = ("--processes", "2")
        try:
            own.start()
            other.start()
            commenters = _clients("official of the partner", own, other, number=_AT_ONCE)
            authors = _clients("author", own, other, number=2)
            with running(own, writers=2, readers=3, pause=0.02) as here, running(other, writers=2, readers=3) as there:
                sent = [_the_same_form(own, commenters) for _ in range(lab.times(short=5, long=200))]
                edits = [_two_edits(own, authors, number) for number in range(lab.times(short=3, long=100))]
            everything.writes += [*here.writes, *there.writes, *sent]
            own.kill()
            retry_unanswered(other, everything)
            with running(other, writers=2, readers=2, pause=0.02) as alone:
                time.sleep(3)
            everything.writes += alone.writes
            settled = wait_until_settled(other)
            found = after(own, everything)
        finally:
            other.kill()
    strange = {status for load in (here, there, alone) for status in load.statuses} - _ALLOWED
    refused = {write.status for write in everything.writes} - {ACKNOWLEDGED, UNREACHED}
    says = f"pages and forms answered with something else: {sorted(strange | refused) or 'none'}"
    says += f"; the log ends with: {' '.join(own.log()[-300:].split())}" if strange | refused else ""
    return [
        *found,
        Finding("I13", settled, "the second took the work over when the first was killed"),
        Finding("I10", all(won == 1 for won in edits), f"{len(edits)} pairs of edits, one accepted of each"),
        Finding("I27", not (strange | refused), says),
    ]


def _clients(who: str, *servers: Installation, number: int) -> list[Client]:
    """Browsers of one person, as many on each server; made before the load, for a sign-in writes."""
    return [Client(own, own.world.people[who]).begin() for own in servers for _ in range(number // len(servers))]


def _the_same_form(own: Installation, clients: Sequence[Client]) -> Write:
    """A double click that reaches both: everybody is told yes, and it stands there once."""
    write = Write("comment", uuid4().hex)
    _, form, path = forms(own)["comment"]
    statuses = _at_once([lambda one=one: one.post(path, form(write.mark)) for one in clients])  # type: ignore[misc]
    write.status = next((status for status in statuses if status != ACKNOWLEDGED), ACKNOWLEDGED)
    return write


def _two_edits(own: Installation, clients: Sequence[Client], number: int) -> int:
    """Two people write from one text; how many were accepted."""
    path, version = f"/practices/{own.world.draft.slug}/edit", _version(own)
    form = {"lang": "en", "summary": "Words.", "version": version, "do": "save"}
    calls = [
        lambda one=one, at=at: one.post(path, form | {"title": f"Edit {number} of {at}"})
        for at, one in enumerate(clients)
    ]
    return _at_once(calls).count(ACKNOWLEDGED)


def _version(own: Installation) -> int:
    newest = select(Revision.version).where(Revision.practice_id == own.world.draft.id).order_by(Revision.number.desc())
    with own.app.app_context():
        version = reading().scalars(newest).first()
        reading().rollback()
    assert version is not None
    return version


def _at_once(calls: Sequence[Callable[[], int]]) -> list[int]:
    """What each was answered; all begin together."""
    gate, answers = threading.Barrier(len(calls)), [UNREACHED] * len(calls)

    def go(number: int) -> None:
        gate.wait()
        answers[number] = calls[number]()

    threads = [threading.Thread(target=go, args=(number,)) for number in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
