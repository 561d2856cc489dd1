"""What one commit shows, shared by all searches of a process until the next commit is seen."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from exchange.search.analysis.version import ANALYSIS_VERSION
from exchange.search.port import SearchUnavailableError
from exchange.search.whoosh.damage import refusing_damage
from exchange.search.whoosh.engine import StoredSegment, open_reader, read_commit
from exchange.search.whoosh.folder import IndexFolder
from exchange.search.whoosh.seal import Seal, Sealer
from exchange.search.whoosh.segments import Segment, SegmentLeaf
from exchange.search.whoosh.storage import SealedStorage

_ATTEMPTS = 5
_COMMITS_PER_BUILD = 1_000_000_000


@dataclass
class Snapshot:
    """The leaves of one commit. `users` searches are looking at it."""

    build: Path
    commit: int
    seal: Seal
    leaves: list[SegmentLeaf]
    users: int = field(default=0)

    @property
    def generation(self) -> int:
        """Grows from commit to commit and from build to build."""
        return int(self.build.name) * _COMMITS_PER_BUILD + self.commit


@dataclass
class _Opening:
    """Turns the segments of a commit into leaves, with those that are open already."""

    storage: SealedStorage
    schema: object
    seal: Seal
    held: dict[str, SegmentLeaf]
    fresh: list[Segment] = field(default_factory=list)

    def leaf(self, segment: StoredSegment) -> SegmentLeaf:
        """The segment without its deleted documents; opened only if its files are those that were sealed."""
        known = self.held.get(segment.segment_id())
        deleted = frozenset(segment.deleted_docs())
        if known:
            return known if known.deleted == deleted else SegmentLeaf(known.segment, deleted)
        self.storage.check_segment(self.seal, segment.segment_id())
        opened = Segment(segment.segment_id(), open_reader(self.storage, self.schema, segment))
        self.fresh.append(opened)
        return SegmentLeaf(opened, deleted)

    def close(self) -> None:
        """Close what was opened in vain."""
        for segment in self.fresh:
            segment.close()


class Shelf:
    """Holds the newest snapshot; opens only segments that are new, closes those that nobody needs."""

    def __init__(self, folder: IndexFolder, sealer: Sealer) -> None:
        self._folder = folder
        self._sealer = sealer
        self._lock = threading.Lock()
        self._newest: Snapshot | None = None
        self._older: list[Snapshot] = []

    @contextmanager
    def reading(self) -> Iterator[Snapshot]:
        """The newest commit, held open while in use."""
        with self._lock:
            snapshot = self._fresh()
            snapshot.users += 1
        try:
            yield snapshot
        finally:
            with self._lock:
                snapshot.users -= 1
                self._tidy()

    def close(self) -> None:
        """Close everything that no search is using."""
        with self._lock:
            self._retire()
            self._tidy()

    def _fresh(self) -> Snapshot:
        """A commit or a rebuild may clear files away while we look; then the next one is already there."""
        with refusing_damage():
            for _ in range(_ATTEMPTS):
                try:
                    return self._look()
                except FileNotFoundError:
                    continue
            return self._look()

    def _look(self) -> Snapshot:
        build = self._folder.current()
        storage = SealedStorage(build, self._sealer)
        commit = storage.latest()
        newest = self._newest
        if newest and (newest.build, newest.commit) == (build, commit):
            return newest
        opened = self._open(storage, build, commit)
        self._retire()
        self._newest = opened
        self._tidy()
        return opened

    def _open(self, storage: SealedStorage, build: Path, commit: int) -> Snapshot:
        if commit < 0:
            raise FileNotFoundError(build)
        seal = storage.seal(commit)
        if seal.analysis_version != ANALYSIS_VERSION:
            raise SearchUnavailableError("The index was made by another version of the language chain.")
        schema, segments = read_commit(storage, commit)
        opening = _Opening(storage, schema, seal, self._held(build))
        try:
            leaves = [opening.leaf(segment) for segment in segments]
        except BaseException:
            opening.close()
            raise
        return Snapshot(build, commit, seal, leaves)

    def _held(self, build: Path) -> dict[str, SegmentLeaf]:
        newest = self._newest
        if newest is None or newest.build != build:
            return {}
        return {leaf.segment.name: leaf for leaf in newest.leaves}

    def _retire(self) -> None:
        if self._newest:
            self._older.append(self._newest)
            self._newest = None

    def _tidy(self) -> None:
        """Close the segments that only unused, outdated snapshots hold."""
        unused = [snapshot for snapshot in self._older if not snapshot.users]
        self._older = [snapshot for snapshot in self._older if snapshot.users]
        needed = {id(leaf.segment) for snapshot in self._alive() for leaf in snapshot.leaves}
        gone = {id(leaf.segment): leaf.segment for snapshot in unused for leaf in snapshot.leaves}
        for number, segment in gone.items():
            if number not in needed:
                segment.close()

    def _alive(self) -> list[Snapshot]:
        return [*self._older, *([self._newest] if self._newest else [])]


def size_of(build: Path) -> int:
    """Bytes on disk."""
    return sum(entry.stat().st_size for entry in os.scandir(build) if entry.is_file())
