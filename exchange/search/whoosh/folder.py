"""The index folder: ours alone, one build live, the next one beside it, one writer at a time."""

import fcntl
import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from exchange.search.port import SearchUnavailableError
from exchange.search.whoosh.storage import flush_folder

_PRIVATE = 0o700
_OTHERS = 0o077
_CURRENT = "CURRENT"
_LOCK = "lock"
_PAUSE_SECONDS = 0.02


class IndexFolder:
    """`CURRENT` names the live build; a new build takes its place by one rename."""

    def __init__(self, path: Path, lock_seconds: float) -> None:
        self.path = path
        self._lock_seconds = lock_seconds
        self._thread_lock = threading.RLock()

    def prepare(self) -> None:
        """Make the folder, readable by its owner only."""
        self.path.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
        self.check()

    def check(self) -> None:
        """Refuse a folder that is missing, another's, or open to others: what lies in it would be unpickled."""
        try:
            facts = self.path.stat()
        except OSError as error:
            raise SearchUnavailableError("There is no index folder.") from error
        if facts.st_uid != os.geteuid() or facts.st_mode & _OTHERS:
            raise SearchUnavailableError("The index folder must belong to this service alone (mode 0700).")

    def current(self) -> Path:
        """The live build."""
        self.check()
        try:
            name = (self.path / _CURRENT).read_text("ascii").strip()
        except (OSError, ValueError) as error:
            raise SearchUnavailableError("There is no index yet.") from error
        if not name.isdecimal():
            raise SearchUnavailableError("The index folder is damaged.")
        return self.path / name

    def new_build(self) -> Path:
        """An empty folder for the next build."""
        numbers = [int(entry.name) for entry in self.path.iterdir() if entry.name.isdecimal()]
        build = self.path / f"{max(numbers, default=0) + 1:06d}"
        build.mkdir(mode=_PRIVATE)
        return build

    def make_current(self, build: Path) -> None:
        """Put the build in place of the live one, and clear older ones away; open readers keep their files."""
        fresh = self.path / f"{_CURRENT}.new"
        with fresh.open("w", encoding="ascii") as file:
            file.write(build.name)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.path / _CURRENT)
        flush_folder(self.path)
        for entry in self.path.iterdir():
            if entry.name.isdecimal() and entry != build:
                shutil.rmtree(entry, ignore_errors=True)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only writer of all threads and processes. The lock dies with its process."""
        with self._thread_lock, (self.path / _LOCK).open("w") as file:
            until = time.monotonic() + self._lock_seconds
            while not _locked(file.fileno()):
                if time.monotonic() > until:
                    raise SearchUnavailableError("Another process is writing the index.")
                time.sleep(_PAUSE_SECONDS)
            yield


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
