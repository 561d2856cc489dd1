"""Several processes on one port: each is forked from a loaded one, and one that dies is replaced."""

import os
import signal
import sys
import time
from collections.abc import Callable
from types import FrameType

import structlog

_PAUSE_SECONDS = 0.5  # before a dead one is replaced, so that a fault at start does not spin
log = structlog.get_logger("exchange.server")


def serve_many(serve: Callable[[int], None], processes: int) -> None:
    """Run `serve(number)` in so many children until SIGTERM or Ctrl-C; then each finishes what it answers."""
    family = _Family(serve)
    for number in range(processes):
        family.bear(number)
    signal.signal(signal.SIGTERM, family.end)
    signal.signal(signal.SIGINT, family.end)
    family.watch()


class _Family:
    """The children by process id, each with its number."""

    def __init__(self, serve: Callable[[int], None]) -> None:
        self._serve = serve
        self._children: dict[int, int] = {}
        self._is_ending = False

    def bear(self, number: int) -> None:
        pid = os.fork()
        if pid:
            self._children[pid] = number
            return
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent passes the end on
        try:
            self._serve(number)
        except SystemExit:
            pass
        finally:
            sys.stdout.flush()
            os._exit(0)

    def end(self, _signal: int, _frame: FrameType | None) -> None:
        self._is_ending = True
        for pid in self._children:
            os.kill(pid, signal.SIGTERM)

    def watch(self) -> None:
        while self._children:
            pid, _status = os.wait()
            number = self._children.pop(pid, None)
            if number is not None and not self._is_ending:
                log.warning("a process ended and is replaced", number=number)
                time.sleep(_PAUSE_SECONDS)
                self.bear(number)
