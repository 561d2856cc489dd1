"""What the live commit shows, shared by all searches of a process until the next commit is seen."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from exchange.search.analysis.version import ANALYSIS_VERSION
from exchange.search.columns.file import WrongStoreError, checked_store, read_store
from exchange.search.columns.layout import Arrays
from exchange.search.columns.segment import ColumnSegment, Segment
from exchange.search.columns.view import View
from exchange.search.port import SearchUnavailableError
from exchange.search.whoosh.damage import refusing_damage
from exchange.search.whoosh.folder import IndexFolder
from exchange.search.whoosh.manifest import SEGMENT, STORE, Manifest, Member, Sealer

_ATTEMPTS = 5
_SMALL_BYTES = 4 << 20  # a store up to here is read through when it is opened: 3 ms; larger ones are checked by `mend`


@dataclass(frozen=True)
class Snapshot:
    """One commit, open. Its files close by themselves when the last search that uses it is done."""

    mark: bytes
    manifest: Manifest
    view: View

    @property
    def segments(self) -> Mapping[str, Segment]:
        """The segments by name."""
        return {segment.name: segment for segment in self.view.segments}


class Shelf:
    """Holds the newest snapshot; opens only segments that are new."""

    def __init__(self, folder: IndexFolder, sealer: Sealer) -> None:
        self._folder = folder
        self._sealer = sealer
        self._lock = threading.Lock()
        self._newest: Snapshot | None = None

    def newest(self) -> Snapshot:
        """The live commit. No lock and no wait as long as it is the one that is open."""
        newest, mark = self._newest, self._folder.mark()
        if newest is not None and newest.mark == mark:
            return newest
        with self._lock, refusing_damage():
            return self._opened()

    def forget(self) -> None:
        """Let go of everything; the next question opens it again."""
        self._newest = None

    def segment(self, manifest: Manifest, member: Member) -> Segment:
        """A segment by its column store, else by Whoosh."""
        path = self._folder.path / manifest.build
        try:
            return ColumnSegment(member.name, self.store(path, manifest, member))
        except (WrongStoreError, OSError):
            from exchange.search.whoosh.fallback import WhooshSegment  # noqa: PLC0415 - imports Whoosh: 0.2 s

            self.check(path, manifest, f"{member.name}{SEGMENT}")
            return WhooshSegment(path, member)

    def store(self, path: Path, manifest: Manifest, member: Member) -> Arrays:
        """The column store of a segment, if it is as it was written."""
        name = f"{member.name}{STORE}"
        size = (path / name).stat().st_size
        if size != manifest.files[name].size:
            raise WrongStoreError(name)
        return checked_store(path / name) if size <= _SMALL_BYTES else read_store(path / name)

    def check(self, path: Path, manifest: Manifest, name: str) -> None:
        """Refuse a file that is not the one that was sealed."""
        if manifest.files.get(name) != self._sealer.facts(path / name):
            raise SearchUnavailableError(f"A file of the index is damaged: {name}")

    def _opened(self) -> Snapshot:
        """A commit or a rebuild may clear files away while we look; then the next one is already there."""
        for _ in range(_ATTEMPTS):
            try:
                return self._look()
            except FileNotFoundError:
                continue
        return self._look()

    def _look(self) -> Snapshot:
        content = self._folder.current()
        mark, newest = content.partition(b"\n")[0], self._newest
        if newest is not None and newest.mark == mark:
            return newest
        manifest = self._sealer.opened(content)
        if manifest.analysis != ANALYSIS_VERSION:
            raise SearchUnavailableError("The index was made by another version of the language chain.")
        held = newest.segments if newest is not None and newest.manifest.build == manifest.build else {}
        segments = [held.get(member.name) or self.segment(manifest, member) for member in manifest.members]
        before = newest.view if newest is not None else None
        view = View(segments, [member.deleted for member in manifest.members], before)
        self._newest = Snapshot(mark, manifest, view)
        return self._newest
