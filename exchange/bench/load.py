"""Reading and writing at fixed rates against a running server, from processes and connections of their own."""

import multiprocessing
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from threading import Thread
from urllib.parse import urlencode

_PROCESSES = 2
_CONNECTIONS = 16  # of each process
_GOOD = frozenset({200, 303})
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


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
    """Ask each stream at its rate for so many seconds."""
    with multiprocessing.get_context("spawn").Pool(_PROCESSES) as pool:
        parts = pool.starmap(_process, [(port, list(streams), seconds, number) for number in range(_PROCESSES)])
    by_kind = defaultdict(list)
    for one in (answer for part in parts for answer in part):
        by_kind[one.kind].append(one)
    return [_figures(kind, found, seconds) for kind, found in sorted(by_kind.items())]


def _figures(kind: str, found: Sequence[Answered], seconds: int) -> Figures:
    good = sorted(one.seconds for one in found if one.status in _GOOD)
    at = [_at(good, share) for share in (0.5, 0.95, 0.99)]
    return Figures(kind, len(found), len(found) - len(good), round(len(good) / seconds, 1), *at)


def _at(times: Sequence[float], share: float) -> float:
    return round(times[min(len(times) - 1, int(len(times) * share))] * 1000, 1) if times else 0.0


def _process(port: int, streams: Sequence[Stream], seconds: int, number: int) -> list[Answered]:
    found: list[Answered] = []
    begin = time.monotonic() + 0.5
    clients = [
        Thread(target=_connection, args=(port, _plan(streams, seconds, number * _CONNECTIONS + at), begin, found))
        for at in range(_CONNECTIONS)
    ]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    return found


def _plan(streams: Iterable[Stream], seconds: int, place: int) -> list[tuple[float, Ask]]:
    """Every request of one connection with the moment at which it is due."""
    all_places = _PROCESSES * _CONNECTIONS
    due = [
        (turn / stream.per_second, stream.asks[turn % len(stream.asks)])
        for stream in streams
        for turn in range(place, int(seconds * stream.per_second), all_places)
    ]
    return sorted(due, key=lambda pair: pair[0])


def _connection(port: int, plan: Iterable[tuple[float, Ask]], begin: float, found: list[Answered]) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    for after, ask in plan:
        time.sleep(max(0.0, begin + after - time.monotonic()))
        status = _status(connection, ask)
        found.append(Answered(ask.kind, time.monotonic() - begin - after, status))
    connection.close()


def _status(connection: HTTPConnection, ask: Ask) -> int:
    headers = {"Cookie": ask.cookie} if ask.cookie else {}
    try:
        if ask.form:
            connection.request("POST", ask.path, urlencode(ask.form), headers | _FORM)
        else:
            connection.request("GET", ask.path, headers=headers)
        answer = connection.getresponse()
        answer.read()
    except (OSError, HTTPException):
        connection.close()
        return 0
    return answer.status
