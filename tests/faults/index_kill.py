"""SIGKILL at random moments while the index is written, merged, rebuilt and swapped (trust.md fault 3)."""

import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from exchange.kernel.languages import Language
from exchange.search.nearness import Entry
from exchange.search.port import PUBLIC, DocumentKind, Put, SearchBusyError, SearchDocument
from exchange.search.whoosh.index import WhooshIndex
from tests.faults.frame import SQLITE, Finding, Lab

FAULT = "3 the index's writer killed"
DATABASES = (SQLITE,)
INVARIANTS = ("I12", "I15")
SLOTS = 90  # things that exist; change number n rewrites thing n % SLOTS
_REBUILD_EVERY, _PAUSE = 23, 0.003
_MOST_BEFORE, _LONGEST_LIFE, _MOST_RECOVERY = 4, 0.06, 5.0
KEY = b"a key for faults"


@dataclass
class Kills:
    """What so many kills did."""

    rounds: int = 0
    confirmed: int = 0
    lost: int = 0
    unequal: int = 0
    recoveries: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        ordered = sorted(self.recoveries)
        p99 = ordered[int(len(ordered) * 0.99)] if ordered else 0.0
        return (
            f"{self.rounds} kills, {self.confirmed} confirmed changes, {self.lost} lost, {self.unequal} unequal, "
            f"usable again p99 {p99:.2f} s, longest {max(ordered, default=0.0):.2f} s"
        )


def run(lab: Lab) -> list[Finding]:
    """Kill, reopen, compare, go on."""
    found = kills(lab.folder / "index", lab.times(short=100, long=1000))
    slowest = max(found.recoveries)
    return [
        Finding("I12", held=not found.lost, says=str(found)),
        Finding("I15", held=not found.unequal and slowest < _MOST_RECOVERY, says=str(found)),
    ]


def kills(folder: Path, rounds: int, seed: int = 1) -> Kills:
    """What stands in the index is a function of its stamp, so every state between two changes is recognised."""
    chance, found = random.Random(seed), Kills()  # noqa: S311 - moments, not secrets
    index = WhooshIndex(folder, key=KEY)
    index.rebuild((), 0)
    for _ in range(rounds):
        confirmed = _killed_writer(folder, chance.randrange(_MOST_BEFORE), chance.uniform(0.0, _LONGEST_LIFE))
        began = time.perf_counter()
        index = WhooshIndex(folder, key=KEY, lock_seconds=2)
        stamp = index.stamp()
        found.rounds += 1
        found.confirmed += len(confirmed)
        found.lost += stamp < max(confirmed, default=0)
        found.unequal += index.entries() != expected(stamp)
        index.apply([Put(thing(stamp + 1))], stamp + 1)
        found.unequal += index.entries() != expected(stamp + 1)
        found.recoveries.append(time.perf_counter() - began)
    return found


def thing(number: int) -> SearchDocument:
    """What change number n writes."""
    slot = f"s{number % SLOTS}"
    return SearchDocument(
        f"practice:{slot}:en",
        DocumentKind.PRACTICE,
        slot,
        Language.EN,
        f"Care {number}",
        body="kept words of a practice " * (number % 7),
        audience=frozenset({PUBLIC}),
    )


def standing(stamp: int) -> list[SearchDocument]:
    """Everything that stands after so many changes."""
    return [thing(number) for number in range(max(stamp - SLOTS, 0) + 1, stamp + 1)]


def expected(stamp: int) -> frozenset[Entry]:
    """The entries after so many changes."""
    return frozenset(Entry(one.key, one.fingerprint) for one in standing(stamp))


def _killed_writer(folder: Path, changes: int, seconds: float) -> list[int]:
    """The changes that a writer confirmed: killed so long after so many of them, in the midst of the next."""
    with _writer(folder) as (process, confirmations), os.fdopen(confirmations, "rb") as pipe:
        lines = [pipe.readline() for _ in range(changes)]
        time.sleep(seconds)
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        return [int(line) for line in [*lines, *pipe.readlines()]]


@contextmanager
def _writer(folder: Path) -> Iterator[tuple[int, int]]:
    """A forked process: everything is imported already, so the kill meets the work and not the start."""
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        try:
            _write_for_ever(folder, writing)
        finally:
            os._exit(1)
    os.close(writing)
    yield process, reading


def _write_for_ever(folder: Path, confirmations: int) -> None:
    index = WhooshIndex(folder, key=KEY, lock_seconds=2)
    threading.Thread(target=_merge_for_ever, args=(index,), daemon=True).start()
    stamp = index.stamp()
    while True:
        stamp += 1
        if stamp % _REBUILD_EVERY == 0:
            index.rebuild(standing(stamp), stamp)
        else:
            index.apply([Put(thing(stamp))], stamp)
        os.write(confirmations, f"{stamp}\n".encode())


def _merge_for_ever(index: WhooshIndex) -> None:
    while True:
        with suppress(SearchBusyError):  # the writer beside it never rests
            index.merge()
        time.sleep(_PAUSE)
