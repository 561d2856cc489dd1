"""What pages notice in passing, such as that a practice was opened.

Noticed in memory, written later by whoever asked to be told: reading a page never writes.
"""

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

import structlog
from flask import Flask, current_app
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionError

_NOTICED = "exchange.noticed"
_MOST = 5_000  # of all kinds between two writings; what is more is not counted
_PAUSE_SECONDS = 20.0
log = structlog.get_logger("exchange.database")
Things = frozenset[tuple[str, Hashable]]
Write = Callable[[Things], None]


@dataclass
class Noticed:
    """Things noticed since the last writing, each once, and who writes which kinds."""

    waits: bool = True  # False in tests: they write themselves
    writers: dict[frozenset[str], Write] = field(default_factory=dict)
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
        for kinds, write in self.writers.items():
            own = frozenset(thing for thing in things if thing[0] in kinds)
            if own:
                self._write(write, own)

    def _write(self, write: Write, things: Things) -> None:
        """While the database is away, nobody can be told: it is kept for the next time."""
        try:
            write(things)
        except (OperationalError, InterfaceError, NoConnectionError) as error:
            log.warning("what was noticed waits for the database", error=repr(getattr(error, "orig", error)))
            for kind, what in things:
                self.add(kind, what)


def init_noticing(app: Flask, *, waits: bool) -> None:
    """Let the pages of this application notice things."""
    noticed = Noticed(waits)
    app.extensions[_NOTICED] = noticed
    app.extensions.setdefault("exchange.reset_for_tests", []).append(noticed.things.clear)


def noticed_of(app: Flask) -> Noticed:
    """What the pages of this application have noticed."""
    noticed: Noticed = app.extensions[_NOTICED]
    return noticed


def when_noticed(app: Flask, kinds: frozenset[str], write: Write) -> None:
    """Let `write` be called with the things of these kinds, inside the application's context."""

    def inside(things: Things) -> None:
        with app.app_context():
            write(things)

    noticed_of(app).writers[kinds] = inside


def notice(kind: str, what: Hashable) -> None:
    """Say that something was seen. Costs nothing but memory."""
    noticed_of(current_app).add(kind, what)
