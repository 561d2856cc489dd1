"""Several processes on one port: each is forked from a loaded one, and one that dies is replaced."""

import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import NoReturn

import structlog

_ENDS = (signal.SIGTERM, signal.SIGINT)
_PAUSE_SECONDS = 0.5  # before a dead one is replaced, so that a fault at start does not spin
log = structlog.get_logger("exchange.server")


def serve_many(serve: Callable[[int], None], processes: int, *, at_end: Callable[[], None]) -> None:
    """Run `serve(number)` in so many children until SIGTERM or Ctrl-C; then each finishes what it answers.

    Args:
        at_end: lets go of what the children inherited, such as the port; called before they are told.
    """
    family = _Family(serve, at_end)
    for kind in _ENDS:
        signal.signal(kind, family.end)
    for number in range(processes):
        family.bear(number)
    family.watch()


class _Family:
    """The children by process id, each with its number."""

    def __init__(self, serve: Callable[[int], None], at_end: Callable[[], None]) -> None:
        self._serve = serve
        self._at_end = at_end
        self._children: dict[int, int] = {}
        self._is_ending = False

    def bear(self, number: int) -> None:
        """Fork one, unless all are ending; no signal comes between the fork and the note of it."""
        signal.pthread_sigmask(signal.SIG_BLOCK, _ENDS)
        if not self._is_ending:
            pid = os.fork()
            if not pid:
                self._live(number)
            self._children[pid] = number
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDS)

    def _live(self, number: int) -> NoReturn:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)  # until it serves, there is nothing to finish
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent passes the end on
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDS)
        status = 0
        try:
            self._serve(number)
        except Exception:
            log.exception("a process failed", number=number)
            status = 1
        finally:
            sys.stdout.flush()
            os._exit(status)

    def end(self, _signal: int, _frame: FrameType | None) -> None:
        if not self._is_ending:
            self._is_ending = True
            self._at_end()
        for pid in list(self._children):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)

    def watch(self) -> None:
        while self._children:
            pid, status = os.wait()
            number = self._children.pop(pid, None)
            if number is not None and not self._is_ending:
                log.warning("a process ended and is replaced", number=number, exit=os.waitstatus_to_exitcode(status))
                time.sleep(_PAUSE_SECONDS)
                self.bear(number)
