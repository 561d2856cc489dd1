"""An index in memory, for tests and for trying out: the same columns, never written to a file."""

import threading
from collections.abc import Hashable, Iterable, Sequence

from exchange.search.analysis.version import ANALYSIS_VERSION
from exchange.search.answering import answer
from exchange.search.columns.building import arrays_of
from exchange.search.columns.segment import ColumnSegment
from exchange.search.columns.view import View
from exchange.search.columns.without import without
from exchange.search.completing import complete
from exchange.search.contents import contents
from exchange.search.nearness import Entry
from exchange.search.port import (
    Change,
    Completion,
    Drop,
    IndexStatus,
    Progress,
    Put,
    SearchAnswer,
    SearchDocument,
    SearchQuery,
)


class MemoryIndex:
    """A SearchIndex that forgets when it is let go."""

    def __init__(self) -> None:
        self._held: dict[str, SearchDocument] = {}
        self._view: View | None = None
        self._stamp = 0
        self._generation = 0
        self._lock = threading.Lock()

    @property
    def generation(self) -> int:
        """Grows with every change."""
        return self._generation

    def search(self, query: SearchQuery) -> SearchAnswer:
        """The answer for one reader."""
        return answer(self._seen(), query)

    def complete(
        self, text: str, audience: frozenset[str], limit: int = 8, withheld: frozenset[str] = frozenset()
    ) -> tuple[Completion, ...]:
        """Titles that go on like the text."""
        return complete(without(self._seen(), withheld), text, audience, limit)

    def apply(self, changes: Sequence[Change], stamp: int) -> None:
        """Make all changes at once."""
        with self._lock:
            held = dict(self._held)
            for change in changes:
                _make(held, change)
            self._replace(held, max(stamp, self._stamp))

    def rebuild(self, documents: Iterable[SearchDocument], stamp: int, progress: Progress | None = None) -> None:
        """Forget everything and hold these documents."""
        held = {document.key: document for document in documents}
        with self._lock:
            self._replace(held, stamp)
        if progress is not None:
            progress(len(held))

    def merge(self) -> bool:
        """There is one segment only."""
        return False

    def mend(self) -> bool:
        """Nothing breaks."""
        return False

    def contents(self, audience: frozenset[str]) -> Hashable:
        """What these readers may see."""
        return contents(self._seen(), audience)

    def stamp(self) -> int:
        """The highest stamp applied."""
        return self._stamp

    def entries(self) -> frozenset[Entry]:
        """Key and fingerprint of every document."""
        return frozenset(Entry(document.key, document.fingerprint) for document in self._held.values())

    def status(self) -> IndexStatus:
        """Facts about this index."""
        return IndexStatus(
            documents=len(self._held),
            stamp=self._stamp,
            generation=self._generation,
            analysis_version=ANALYSIS_VERSION,
            segments=1,
            size_bytes=0,
        )

    def close(self) -> None:
        """Nothing to let go of."""

    def _seen(self) -> View:
        """What is held now, as columns; made at the first question after a change."""
        with self._lock:
            if self._view is None:
                documents = list(self._held.values())
                self._view = View([ColumnSegment("memory", arrays_of(documents))], [()])
            return self._view

    def _replace(self, held: dict[str, SearchDocument], stamp: int) -> None:
        self._held, self._view, self._stamp = held, None, stamp
        self._generation += 1


def _make(held: dict[str, SearchDocument], change: Change) -> None:
    match change:
        case Put(document):
            held[document.key] = document
        case Drop(group, kind):
            gone = [key for key, one in held.items() if one.group == group and kind in {None, one.kind}]
            for key in gone:
                del held[key]
