"""A second copy of the embedded database in another place, renewed every minute in which something was written.

It is the whole database each time, by the online backup API: simple, always consistent, never older than a minute.
"""

import sqlite3
import threading
from pathlib import Path

import structlog

from exchange.keeping.backup import copy_database

EVERY_SECONDS = 60.0
_LAST_COPY_SECONDS = 3.0
log = structlog.get_logger("exchange.copy")


class SecondCopy:
    """Keeps `target` like `source`. One thread; a fault of the second place is logged and tried again, never fatal."""

    def __init__(self, source: Path, target: Path, *, every_seconds: float = EVERY_SECONDS) -> None:
        self._source, self._target, self._every_seconds = source, target, every_seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="second-copy", daemon=True)
        self._seen = -1
        self._watch: sqlite3.Connection | None = None

    def start(self) -> None:
        """Copy now, then whenever something was written."""
        self._thread.start()

    def stop(self) -> None:
        """A last copy, then the end; one that takes longer is left: the copy before it stands."""
        self._stop.set()
        self._thread.join(timeout=_LAST_COPY_SECONDS)

    def copy_if_changed(self) -> bool:
        """Whether a new copy was made."""
        self._watch = self._watch or sqlite3.connect(f"file:{self._source}?mode=ro", uri=True, check_same_thread=False)
        version = self._watch.execute("PRAGMA data_version").fetchone()[0]
        if version == self._seen and self._target.exists():
            return False
        unfinished = self._target.with_suffix(".part")
        unfinished.unlink(missing_ok=True)
        self._target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        copy_database(self._source, unfinished)
        unfinished.replace(self._target)
        self._seen = version
        return True

    def _run(self) -> None:
        while True:
            is_last = self._stop.wait(0 if self._seen < 0 else self._every_seconds)
            try:
                self.copy_if_changed()
            except (OSError, sqlite3.Error) as error:
                log.warning("the second copy could not be written", target=str(self._target), error=repr(error))
                self._seen = 0
            if is_last:
                return
