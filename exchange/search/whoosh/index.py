"""The SearchIndex on disk."""

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from exchange.search.answering import answer
from exchange.search.completing import complete
from exchange.search.port import (
    Change,
    Completion,
    Entry,
    IndexStatus,
    SearchAnswer,
    SearchDocument,
    SearchQuery,
)
from exchange.search.whoosh.damage import refusing_damage
from exchange.search.whoosh.folder import IndexFolder
from exchange.search.whoosh.seal import Sealer
from exchange.search.whoosh.snapshot import Shelf, size_of
from exchange.search.whoosh.storage import SealedStorage
from exchange.search.whoosh.writing import build, commit_changes


class WhooshIndex:
    """A SearchIndex in a folder of its own.

    A missing, foreign, damaged or outdated index is never repaired silently: every method but `rebuild` raises
    SearchUnavailableError, and `rebuild` (with no documents for a new installation) makes a good one.

    Args:
        folder: made with mode 0700 by `rebuild`; any number of processes may read, one at a time writes.
        key: a secret of this installation; an index sealed with another key is not opened.
        lock_seconds: how long to wait for another writer.
    """

    def __init__(self, folder: Path, *, key: bytes, lock_seconds: float = 30.0) -> None:
        self._folder = IndexFolder(folder, lock_seconds)
        self._sealer = Sealer(key)
        self._shelf = Shelf(self._folder, self._sealer)

    @property
    def generation(self) -> int:
        """Grows with every commit and every rebuild."""
        with self._shelf.reading() as snapshot:
            return snapshot.generation

    def search(self, query: SearchQuery) -> SearchAnswer:
        """The answer for one reader."""
        with self._shelf.reading() as snapshot:
            return answer(snapshot.leaves, query)

    def complete(self, text: str, audience: frozenset[str], limit: int = 8) -> tuple[Completion, ...]:
        """Titles that go on like the text."""
        with self._shelf.reading() as snapshot:
            return complete(snapshot.leaves, text, audience, limit)

    def apply(self, changes: Sequence[Change], stamp: int) -> None:
        """Make all changes in one commit that carries the stamp."""
        self._folder.check()
        with refusing_damage(), self._folder.writing(), self._shelf.reading() as snapshot:
            storage = SealedStorage(snapshot.build, self._sealer)
            commit_changes(storage, snapshot, changes, max(stamp, snapshot.seal.stamp))

    def rebuild(self, documents: Iterable[SearchDocument], stamp: int) -> None:
        """Build beside the live index, then take its place."""
        with refusing_damage():
            self._folder.prepare()
            with self._folder.writing():
                fresh = self._folder.new_build()
                try:
                    build(SealedStorage(fresh, self._sealer), documents, stamp)
                except BaseException:
                    shutil.rmtree(fresh, ignore_errors=True)
                    raise
                self._folder.make_current(fresh)

    def stamp(self) -> int:
        """The highest stamp applied."""
        with self._shelf.reading() as snapshot:
            return snapshot.seal.stamp

    def entries(self) -> frozenset[Entry]:
        """Key and fingerprint of every document."""
        with self._shelf.reading() as snapshot:
            return frozenset(
                Entry(card.key, card.fingerprint) for leaf in snapshot.leaves for card in leaf.cards if card
            )

    def status(self) -> IndexStatus:
        """Facts about the index."""
        with self._shelf.reading() as snapshot, refusing_damage():
            return IndexStatus(
                documents=sum(card is not None for leaf in snapshot.leaves for card in leaf.cards),
                stamp=snapshot.seal.stamp,
                generation=snapshot.generation,
                analysis_version=snapshot.seal.analysis_version,
                segments=len(snapshot.leaves),
                size_bytes=size_of(snapshot.build),
            )

    def close(self) -> None:
        """Let go of files; the next call opens them again."""
        self._shelf.close()
