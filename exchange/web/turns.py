"""Turns: threads that want the same thing get it in the order in which they came."""

import threading
from collections import deque


class Line:
    """Who came first goes first. The locks of the library give a thread that has just let go the next turn as well."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._holder: int | None = None

    def enter(self, *, seconds: float) -> bool:
        """Wait for a turn; False when it did not come in time, or is this thread's already. True asks for `leave`."""
        me, called = threading.get_ident(), threading.Event()
        with self._lock:
            if self._holder is None:
                self._holder = me
                return True
            if self._holder == me:
                return False
            self._waiting.append(called)
        if not called.wait(seconds) and self._gives_up(called):
            return False
        self._holder = me
        return True

    def leave(self) -> None:
        """Give the turn to the next one, if anybody waits."""
        with self._lock:
            self._holder = 0 if self._waiting else None  # 0: on its way to the one that is called
            if self._waiting:
                self._waiting.popleft().set()

    def _gives_up(self, called: threading.Event) -> bool:
        """Step out of the line, unless the call has come in this very moment."""
        with self._lock:
            if called.is_set():
                return False
            self._waiting.remove(called)
            return True
