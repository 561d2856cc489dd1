"""`exchange serve --processes 2`: two processes answer, a third one works behind them and is replaced when it dies."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import TEST_KEY
from tests.faults.server import free_port

_LOCK = "worker.lock"


@pytest.fixture
def parent(tmp_path: Path, upgraded_database: str) -> Iterator[int]:
    """The process id of a server with two processes."""
    settings = {
        "EXCHANGE_DATA": str(tmp_path),
        "EXCHANGE_DATABASE_URL": upgraded_database,
        "EXCHANGE_SECRET_KEY": TEST_KEY,
        "EXCHANGE_LOG_LEVEL": "error",
    }
    exchange, environment = [sys.executable, "-m", "exchange.cli"], os.environ | settings
    serve = [*exchange, "serve", "--port", str(free_port()), "--processes", "2"]
    with subprocess.Popen(serve, env=environment, start_new_session=True) as server:
        yield server.pid
        server.terminate()


def test_the_work_has_a_process_of_its_own_that_is_replaced(parent: int) -> None:
    _wait_for(lambda: len(_children(parent)) == 3 and bool(_workers(parent)))
    (first,) = _workers(parent)
    usual = os.getpriority(os.PRIO_PROCESS, 0)  # of this run, which may be one of little urgency itself
    last = min(usual + 10, 19)
    assert sorted(os.getpriority(os.PRIO_PROCESS, pid) for pid in _children(parent)) == [usual, usual, last]
    assert os.getpriority(os.PRIO_PROCESS, first) == last
    os.kill(first, signal.SIGKILL)
    _wait_for(lambda: bool(_workers(parent) - {first}))
    assert len(_workers(parent)) == 1


def _children(parent: int) -> set[int]:
    return {int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii").split()}


def _workers(parent: int) -> set[int]:
    """Those that hold the lock of the background work, or wait for it."""
    return {pid for pid in _children(parent) if _LOCK in map(_name, Path(f"/proc/{pid}/fd").iterdir())}


def _name(link: Path) -> str:
    try:
        return link.readlink().name
    except FileNotFoundError:  # closed meanwhile
        return ""


def _wait_for(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.05)
