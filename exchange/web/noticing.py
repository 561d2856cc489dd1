"""What pages notice in passing, such as that a practice was opened.

Noticed in memory, written later by whoever asked to be told: reading a page never writes.
"""

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from flask import Flask, current_app

_NOTICED = "exchange.noticed"
_MOST = 5_000  # of one kind between two writings; what is more is not counted
_PAUSE_SECONDS = 20.0


@dataclass
class Noticed:
    """Things noticed since the last writing, each once."""

    write: Callable[[frozenset[tuple[str, Hashable]]], None]
    waits: bool = True  # False in tests: they write themselves
    things: set[tuple[str, Hashable]] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)
    timer: threading.Timer | None = None

    def add(self, kind: str, what: Hashable) -> None:
        """Keep it, and see that it is written soon."""
        with self.lock:
            if len(self.things) < _MOST:
                self.things.add((kind, what))
            if self.waits and self.timer is None:
                self.timer = threading.Timer(_PAUSE_SECONDS, self.flush)
                self.timer.daemon = True
                self.timer.start()

    def flush(self) -> None:
        """Write what was noticed."""
        with self.lock:
            things, self.timer = frozenset(self.things), None
            self.things.clear()
        if things:
            self.write(things)


def set_noticed(app: Flask, noticed: Noticed) -> None:
    """Name who writes."""
    app.extensions[_NOTICED] = noticed


def noticed_of(app: Flask) -> Noticed | None:
    """Who writes; None when nobody wants to know."""
    return app.extensions.get(_NOTICED)


def notice(kind: str, what: Hashable) -> None:
    """Say that something was seen. Costs nothing but memory."""
    noticed = noticed_of(current_app)
    if noticed is not None:
        noticed.add(kind, what)
