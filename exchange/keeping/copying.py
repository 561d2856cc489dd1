"""A second copy of an embedded installation in another place, renewed when something was written.

It is the whole database each time, by the online backup API: simple, always consistent, never older than the seconds
that were chosen. Before it come the files that its rows name; a file never changes, so each is copied once. The folder
can be used as a data folder as it is: `exchange index rebuild`, then `exchange serve`.
"""

import shutil
import sqlite3
import threading
from pathlib import Path

import structlog

from exchange.keeping.backup import copy_database

EVERY_SECONDS = 60.0
KEPT_BESIDE = ("files", "secret-key")  # of the data folder; the rest is made again by itself
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
        self._copy_beside()  # after the rows were read: a file is stored before the row that names it
        unfinished.replace(self._target)
        self._seen = version
        return True

    def _copy_beside(self) -> None:
        for name in KEPT_BESIDE:
            place = self._source.parent / name
            for path in [place] if place.is_file() else place.rglob("*"):
                self._copy_once(path, self._target.parent / path.relative_to(self._source.parent))

    def _copy_once(self, path: Path, target: Path) -> None:
        if not path.is_file() or target.exists():
            return
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = target.with_name(f"{target.name}.part")
        try:
            shutil.copy2(path, part)
        except FileNotFoundError:  # swept away meanwhile: no row names it
            return
        part.replace(target)

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
