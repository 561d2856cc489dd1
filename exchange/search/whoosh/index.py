"""The SearchIndex on disk."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from exchange.search.answering import answer
from exchange.search.columns.view import View
from exchange.search.columns.without import without
from exchange.search.completing import complete
from exchange.search.contents import contents
from exchange.search.nearness import Entry
from exchange.search.port import Change, Completion, IndexStatus, Progress, SearchAnswer, SearchDocument, SearchQuery
from exchange.search.whoosh.damage import refusing_damage
from exchange.search.whoosh.disk import Disk
from exchange.search.whoosh.folder import IndexFolder
from exchange.search.whoosh.manifest import Sealer
from exchange.search.whoosh.snapshot import Shelf
from exchange.search.whoosh.writing import Writer


class WhooshIndex:
    """A SearchIndex in a folder of its own.

    A missing, foreign or outdated index is never repaired silently: every method but `rebuild` raises
    SearchUnavailableError, and `rebuild` (with no documents for a new installation) makes a good one.

    Args:
        folder: made with mode 0700 by `rebuild`; any number of processes may read, one at a time writes.
        key: a secret of this installation; an index sealed with another key is not opened.
        lock_seconds: how long to wait for another writer.
        disk: where files are made; another one only in tests.
    """

    def __init__(self, folder: Path, *, key: bytes, lock_seconds: float = 30.0, disk: Disk | None = None) -> None:
        disk = disk or Disk()
        sealer = Sealer(key)
        self._folder = IndexFolder(folder, lock_seconds, disk)
        self._shelf = Shelf(self._folder, sealer)
        self._writer = Writer(self._folder, self._shelf, sealer, disk)

    @property
    def generation(self) -> int:
        """Grows with every commit and every rebuild."""
        return self._shelf.newest().manifest.generation

    def search(self, query: SearchQuery) -> SearchAnswer:
        """The answer for one reader."""
        with self._seen() as view:
            return answer(view, query)

    def complete(
        self, text: str, audience: frozenset[str], limit: int = 8, withheld: frozenset[str] = frozenset()
    ) -> tuple[Completion, ...]:
        """Titles that go on like the text."""
        with self._seen() as view:
            return complete(without(view, withheld), text, audience, limit)

    def view(self) -> View:
        """The live commit as columns: for measurements."""
        return self._shelf.newest().view

    def apply(self, changes: Sequence[Change], stamp: int) -> None:
        """Make all changes in one commit that carries the stamp."""
        with refusing_damage():
            self._writer.apply(changes, stamp)

    def rebuild(self, documents: Iterable[SearchDocument], stamp: int, progress: Progress | None = None) -> None:
        """Build beside the live index, then take its place."""
        with refusing_damage():
            self._writer.rebuild(documents, stamp, progress)

    def merge(self) -> bool:
        """Put small segments together where that is due. Searching and writing go on meanwhile."""
        with refusing_damage():
            return self._writer.merge()

    def mend(self) -> bool:
        """Make again what is damaged and can be made again; whether anything was.

        Raises:
            SearchUnavailableError: only a rebuild helps.
        """
        with refusing_damage():
            return self._writer.mend()

    def contents(self, audience: frozenset[str]) -> Hashable:
        """What these readers may see of the live commit."""
        with self._seen() as view:
            return contents(view, audience)

    def stamp(self) -> int:
        """The highest stamp applied."""
        return self._shelf.newest().manifest.stamp

    def entries(self) -> frozenset[Entry]:
        """Key and fingerprint of every document."""
        with self._seen() as view:
            return frozenset(Entry(view.key(at), view.fingerprint(at)) for at in view.living())

    def status(self) -> IndexStatus:
        """Facts about the index."""
        snapshot = self._shelf.newest()
        return IndexStatus(
            documents=sum(member.living for member in snapshot.manifest.members),
            stamp=snapshot.manifest.stamp,
            generation=snapshot.manifest.generation,
            analysis_version=snapshot.manifest.analysis,
            segments=len(snapshot.manifest.members),
            size_bytes=sum(facts.size for facts in snapshot.manifest.files.values()),
        )

    def close(self) -> None:
        """Let go of files; the next call opens them again."""
        self._shelf.forget()

    @contextmanager
    def _seen(self) -> Iterator[View]:
        """The live commit. Whatever a damaged file makes a search raise means that the index cannot be used."""
        snapshot = self._shelf.newest()
        with refusing_damage():
            yield snapshot.view
