"""One commit: new segments written and flushed, Whoosh's table of contents, then the manifest by one rename."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from whoosh.index import TOC

from exchange.search.columns.draft import Draft
from exchange.search.columns.file import StoreWriter
from exchange.search.whoosh.disk import Disk
from exchange.search.whoosh.folder import IndexFolder
from exchange.search.whoosh.manifest import SEGMENT, STORE, FileFacts, Manifest, Member, Sealer
from exchange.search.whoosh.schema import make_schema
from exchange.search.whoosh.segment_file import open_segment, write_segment
from exchange.search.whoosh.storage import BuildStorage

INDEX = "MAIN"


@dataclass(frozen=True)
class Written:
    """A segment on the disk, flushed, that no commit names yet."""

    name: str
    documents: int
    files: Mapping[str, FileFacts] = field(default_factory=dict)
    deleted: tuple[int, ...] = ()  # what has gone since it was begun


class Committer:
    """Writes segments and commits into one index folder."""

    def __init__(self, folder: IndexFolder, sealer: Sealer, disk: Disk) -> None:
        self._folder = folder
        self._sealer = sealer
        self._disk = disk

    def write(self, build: str, draft: Draft, *, rests: bool = False) -> Written:
        """A new segment: Whoosh's file and the column store beside it, each stream into both before the next is made.

        Whoosh gathers up everything that bears the segment's name, so the store gets its name afterwards.
        """
        name = f"{INDEX}_{uuid.uuid4().hex}"
        path = self._folder.path / build
        storage, unnamed = BuildStorage(path, self._disk), path / f"{name}_{STORE}"
        try:
            with self._disk.create(unnamed) as file:
                store = StoreWriter(file)
                write_segment(storage, name, draft, store.add, rests=rests)
                store.finish()
            self._disk.flush(path / f"{name}{SEGMENT}")
            self._disk.flush(unnamed)
            self._disk.rename(unnamed, path / f"{name}{STORE}")
        except BaseException:
            storage.let_go()
            self._remove(path, lambda file: file.startswith(name))
            raise
        return Written(name, draft.count, self._facts(path, name))

    def publish(self, manifest: Manifest, fresh: Sequence[Written] = (), *, keep_unknown: bool = False) -> Manifest:
        """Make the manifest, with these new segments added, the live commit. Before its last step nothing has changed.

        Args:
            manifest: the members that stay, with what is deleted of them.
            keep_unknown: another thread or process is writing a segment of this build, so leave its files.
        """
        path = self._folder.path / manifest.build
        added = tuple(Member(held.name, held.documents, held.deleted) for held in fresh)
        members = manifest.members + added
        files = dict(manifest.files) | {name: facts for held in fresh for name, facts in held.files.items()}
        names = {held.name for held in members}
        now = replace(
            manifest,
            commit=manifest.commit + 1,
            members=members,
            files={name: facts for name, facts in files.items() if name.partition(".")[0] in names},
        )
        self._write_toc(path, now)
        now.files[now.toc] = self._sealer.facts(path / now.toc)
        self._folder.publish(self._sealer.sealed(now))
        if not keep_unknown:
            self.clear(now)
        return now

    def clear(self, manifest: Manifest) -> None:
        """Remove the files of the build that the commit does not name. Open readers keep what they look at."""
        self._remove(self._folder.path / manifest.build, lambda file: file not in manifest.files)

    def _write_toc(self, path: Path, manifest: Manifest) -> None:
        storage = BuildStorage(path, self._disk)
        segments = [open_segment(held.name, held.documents, held.deleted) for held in manifest.members]
        try:
            TOC(make_schema(), segments, manifest.commit).write(storage, INDEX)  # type: ignore[no-untyped-call]
        except BaseException:
            storage.let_go()
            raise

    def _facts(self, path: Path, name: str) -> dict[str, FileFacts]:
        return {f"{name}{ending}": self._sealer.facts(path / f"{name}{ending}") for ending in (STORE, SEGMENT)}

    def _remove(self, path: Path, is_unwanted: Callable[[str], bool]) -> None:
        """Best effort: what cannot be removed now is removed by a later commit."""
        for entry in list(path.iterdir()):
            if entry.is_file() and is_unwanted(entry.name):
                try:
                    self._disk.remove(entry)
                except OSError:
                    continue
