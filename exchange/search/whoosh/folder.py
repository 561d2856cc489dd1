"""The index folder: ours alone, one commit live, the next one made beside it, one writer at a time."""

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from exchange.search.port import SearchBusyError, SearchUnavailableError
from exchange.search.private import private_folder
from exchange.search.whoosh.disk import Disk
from exchange.search.whoosh.manifest import MARK_BYTES

_OTHERS = 0o077
_CURRENT = "CURRENT"
_WRITER, _MERGER = "lock", "merge.lock"
_PAUSE_SECONDS = 0.005
_LONGEST_MERGE_SECONDS = 900.0


class IndexFolder:
    """`CURRENT` is the manifest of the live commit; the next one takes its place by one rename."""

    def __init__(self, path: Path, lock_seconds: float, disk: Disk) -> None:
        self.path = path
        self._disk = disk
        self._lock_seconds = lock_seconds
        self._thread_locks = {_WRITER: threading.RLock(), _MERGER: threading.RLock()}

    def prepare(self) -> None:
        """Make the folder, readable by its owner only."""
        if not self.path.exists():
            private_folder(self.path.parent)
            with suppress(FileExistsError):  # the vectors inside it have made it meanwhile
                self._disk.make_folder(self.path)
        self.check()

    def check(self) -> None:
        """Refuse a folder that is missing, another's, or open to others: what lies in it would be unpickled."""
        try:
            facts = os.stat(self.path)  # noqa: PTH116 - asked at every request; Path.stat takes twice as long
        except OSError as error:
            raise SearchUnavailableError("There is no index folder.") from error
        if facts.st_uid != os.geteuid() or facts.st_mode & _OTHERS:
            raise SearchUnavailableError("The index folder must belong to this service alone (mode 0700).")

    def mark(self) -> bytes:
        """Tells one commit from every other: the first line of `CURRENT`. Costs 0.01 ms, asked at every request."""
        self.check()
        try:
            descriptor = os.open(f"{self.path}/{_CURRENT}", os.O_RDONLY)
        except OSError as error:
            raise SearchUnavailableError("There is no index yet.") from error
        try:
            return os.read(descriptor, MARK_BYTES)
        finally:
            os.close(descriptor)

    def current(self) -> bytes:
        """The sealed manifest of the live commit."""
        self.check()
        try:
            return (self.path / _CURRENT).read_bytes()
        except OSError as error:
            raise SearchUnavailableError("There is no index yet.") from error

    def new_build(self) -> str:
        """The number of an empty folder for the next build; what a crash left of earlier ones goes."""
        numbers = [int(entry.name) for entry in self.path.iterdir() if entry.name.isdecimal()]
        name = f"{max(numbers, default=0) + 1:06d}"
        self._disk.make_folder(self.path / name)
        return name

    def publish(self, sealed: bytes) -> None:
        """Make this the live commit: flushed, renamed, the folder flushed."""
        fresh = self.path / f"{_CURRENT}.new"
        self._disk.write(fresh, sealed)
        self._disk.flush(fresh)
        self._disk.rename(fresh, self.path / _CURRENT)
        self._disk.flush(self.path)

    def clear(self, build: str) -> None:
        """Remove every other build; readers that still look at one keep its files."""
        for entry in self.path.iterdir():
            if entry.name.isdecimal() and entry.name != build:
                self._disk.remove_folder(entry)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only writer of all threads and processes. The lock dies with its process."""
        with self._held(_WRITER, self._lock_seconds) as is_held:
            if not is_held:
                raise SearchBusyError("Another process is writing the index.")
            yield

    @contextmanager
    def merging(self) -> Iterator[bool]:
        """Whether we are the one that may leave unfinished segments in the build; never waits."""
        with self._held(_MERGER, 0.0) as is_held:
            yield is_held

    @contextmanager
    def building(self) -> Iterator[None]:
        """Be the only one that rebuilds; waits for a merge to end."""
        with self._held(_MERGER, _LONGEST_MERGE_SECONDS) as is_held:
            if not is_held:
                raise SearchBusyError("Another process is rebuilding the index.")
            yield

    @contextmanager
    def _held(self, name: str, seconds: float) -> Iterator[bool]:
        until = time.monotonic() + seconds
        if not self._thread_locks[name].acquire(timeout=seconds):
            yield False
            return
        try:
            with (self.path / name).open("w") as file:
                while not (locked := _locked(file.fileno())) and time.monotonic() < until:
                    time.sleep(_PAUSE_SECONDS)
                yield locked
        finally:
            self._thread_locks[name].release()


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
