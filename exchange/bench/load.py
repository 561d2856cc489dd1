"""Mixed reading at a fixed rate against a running server, from several processes."""

import multiprocessing
import time
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException

_PATHS = ("/", "/search?q=foster+care", "/search?q=aile", "/search", "/themes", "/countries", "/help/")
_PROCESSES = 4
LONGEST_SECONDS = 20
Times = list[tuple[float, int]]


@dataclass(frozen=True)
class Load:
    """What came of it."""

    asked: int
    errors: int
    per_second: float
    p50_ms: float
    p95_ms: float


def load(*, port: int, rate: int, seconds: int) -> Load:
    """Ask `rate` times a second for at most twenty seconds; waiting for a late answer counts as its time."""
    length = min(seconds, LONGEST_SECONDS)
    with multiprocessing.get_context("spawn").Pool(_PROCESSES) as pool:
        jobs = [(port, rate / _PROCESSES, length, number) for number in range(_PROCESSES)]
        found = sorted(pair for part in pool.starmap(_client, jobs) for pair in part)
    good = [took for took, status in found if status == 200]  # noqa: PLR2004 - the status of a page
    return Load(len(found), len(found) - len(good), round(len(good) / length, 1), _at(good, 0.5), _at(good, 0.95))


def _at(times: list[float], share: float) -> float:
    return round(times[int(len(times) * share) - 1] * 1000, 1) if times else 0.0


def _client(port: int, rate: float, seconds: int, number: int) -> Times:
    found: Times = []
    connection, start = HTTPConnection("127.0.0.1", port, timeout=10), time.monotonic()
    for turn in range(int(rate * seconds)):
        due = start + turn / rate
        time.sleep(max(0.0, due - time.monotonic()))
        found.append((0.0, _status(connection, _PATHS[(turn + number) % len(_PATHS)])))
        found[-1] = (time.monotonic() - due, found[-1][1])
        if time.monotonic() > start + seconds + 5:
            break
    return found


def _status(connection: HTTPConnection, path: str) -> int:
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
    except (OSError, HTTPException):
        connection.close()
        return 0
    return answer.status
