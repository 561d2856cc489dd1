"""Reading and writing at fixed rates against a running server, from processes and connections of their own."""

import multiprocessing
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from threading import Lock, Thread

from exchange.bench.line import Line, request_of

_PROCESSES = 2
_CONNECTIONS = 16  # of each process
READING = " read"  # at the end of what is counted together too
_GOOD = frozenset({200, 303})
Due = tuple[float, str, bytes]  # seconds from the beginning, what it is counted as, the whole request
_THE_END: Due = (0.0, "", b"")


@dataclass(frozen=True)
class Ask:
    """One request: what it is counted as, where it goes, as whom, and the form if it writes."""

    kind: str
    path: str
    cookie: str = ""
    form: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Stream:
    """Requests of one kind, in turn, so many a second in all."""

    asks: tuple[Ask, ...]
    per_second: float


@dataclass(frozen=True)
class Figures:
    """What came of one kind."""

    kind: str
    asked: int
    errors: int
    per_second: float
    p50_ms: float
    p95_ms: float
    p99_ms: float


@dataclass(frozen=True)
class Answered:
    """One answer: seconds from the moment it was due, so that waiting for a free connection counts."""

    kind: str
    seconds: float
    status: int


def load(*, port: int, streams: Sequence[Stream], seconds: int) -> list[Figures]:
    """Ask each stream at its rate for so many seconds. Returns the figures of each kind, and of all reading."""
    with multiprocessing.get_context("spawn").Pool(_PROCESSES) as pool:
        parts = pool.starmap(_process, [(port, list(streams), seconds, number) for number in range(_PROCESSES)])
    by_kind = defaultdict(list)
    for one in (answer for part in parts for answer in part):
        by_kind[one.kind].append(one)
        if one.kind.endswith(READING):
            by_kind[f"all{READING}"].append(one)
    return [_figures(kind, found, seconds) for kind, found in sorted(by_kind.items())]


def _figures(kind: str, found: Sequence[Answered], seconds: int) -> Figures:
    good = sorted(one.seconds for one in found if one.status in _GOOD)
    at = [_at(good, share) for share in (0.5, 0.95, 0.99)]
    return Figures(kind, len(found), len(found) - len(good), round(len(good) / seconds, 1), *at)


def _at(times: Sequence[float], share: float) -> float:
    return round(times[min(len(times) - 1, int(len(times) * share))] * 1000, 1) if times else 0.0


def _process(port: int, streams: Sequence[Stream], seconds: int, number: int) -> list[Answered]:
    found: list[Answered] = []
    due = iter(_plan(streams, seconds, number))
    turn, begin = Lock(), time.monotonic() + 0.5

    def ask() -> None:
        line = Line(port)
        while True:
            with turn:
                after, kind, request = next(due, _THE_END)
            if not request:
                break
            time.sleep(max(0.0, begin + after - time.monotonic()))
            status = line.status(request)
            found.append(Answered(kind, time.monotonic() - begin - after, status))
        line.close()

    clients = [Thread(target=ask) for _ in range(_CONNECTIONS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    return found


def _plan(streams: Iterable[Stream], seconds: int, place: int) -> list[Due]:
    """Every request of one process with the moment at which it is due; whichever connection is free asks the next."""
    ready = {ask: request_of(ask.path, cookie=ask.cookie, form=ask.form) for one in streams for ask in one.asks}
    due = [
        (turn / stream.per_second, ask.kind, ready[ask])
        for stream in streams
        for turn in range(place, int(seconds * stream.per_second), _PROCESSES)
        for ask in (stream.asks[turn % len(stream.asks)],)
    ]
    return sorted(due, key=lambda one: one[0])
