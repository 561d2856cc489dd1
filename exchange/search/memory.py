"""The index in memory: simple and exact. The measure for other engines, and enough for tests."""

import threading
from array import array
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from exchange.search.analysis.version import ANALYSIS_VERSION
from exchange.search.answering import answer
from exchange.search.completing import complete, searchable_title
from exchange.search.inverted import Card, Field, Inverted, card_of, invert
from exchange.search.leaf import Postings, census_of, make_postings, visible_mask
from exchange.search.port import (
    Change,
    Completion,
    Drop,
    Entry,
    IndexStatus,
    Put,
    SearchAnswer,
    SearchDocument,
    SearchQuery,
)
from exchange.search.ranking import Census
from exchange.search.spelling import Vocabulary


class MemoryLeaf:
    """All documents as one leaf; every question is answered by looking at each document."""

    def __init__(self, held: Sequence[tuple[Card, Inverted]]) -> None:
        self._inverted = [inverted for _, inverted in held]
        self.cards: Sequence[Card | None] = [card for card, _ in held]
        self.lengths: Sequence[int] = [inverted.length for inverted in self._inverted]

    def postings(self, stream: Field, term: str) -> Postings:
        """Who holds the term."""
        holders = [at for at, inverted in enumerate(self._inverted) if term in inverted.streams[stream]]
        weights = array("f", [self._inverted[at].streams[stream][term].weight for at in holders])
        return make_postings(array("I", holders), weights, self.cards)

    def positions(self, stream: Field, term: str, documents: Sequence[int]) -> Mapping[int, Sequence[int]]:
        """Where the term stands."""
        streams = {number: self._inverted[number].streams[stream] for number in documents}
        return {number: held[term].positions for number, held in streams.items() if term in held}

    def titles(self) -> Sequence[str]:
        """Titles ready for completion."""
        return [searchable_title(card.title) if card else "" for card in self.cards]

    def spellings(self) -> Vocabulary:
        """Words with their spellings."""
        return self._vocabulary

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return Vocabulary.of_terms(sorted({term for held in self._inverted for term in held.streams[Field.SPELLED]}))

    def visible(self, audience: frozenset[str]) -> Sequence[int]:
        """Whom a reader may see."""
        return visible_mask(self.cards, audience)

    def census(self, open_class: frozenset[str]) -> Census:
        """Open documents and their length."""
        return census_of(self.cards, open_class)


class MemoryIndex:
    """A SearchIndex that forgets when it is let go."""

    def __init__(self) -> None:
        self._held: dict[str, tuple[Card, Inverted]] = {}
        self._leaf = MemoryLeaf([])
        self._stamp = 0
        self._generation = 0
        self._lock = threading.Lock()

    @property
    def generation(self) -> int:
        """Grows with every change."""
        return self._generation

    def search(self, query: SearchQuery) -> SearchAnswer:
        """The answer for one reader."""
        return answer([self._leaf], query)

    def complete(self, text: str, audience: frozenset[str], limit: int = 8) -> tuple[Completion, ...]:
        """Titles that go on like the text."""
        return complete([self._leaf], text, audience, limit)

    def apply(self, changes: Sequence[Change], stamp: int) -> None:
        """Make all changes at once."""
        with self._lock:
            held = dict(self._held)
            for change in changes:
                _make(held, change)
            self._replace(held, max(stamp, self._stamp))

    def rebuild(self, documents: Iterable[SearchDocument], stamp: int) -> None:
        """Forget everything and hold these documents."""
        held = {document.key: _taken_apart(document) for document in documents}
        with self._lock:
            self._replace(held, stamp)

    def stamp(self) -> int:
        """The highest stamp applied."""
        return self._stamp

    def entries(self) -> frozenset[Entry]:
        """Key and fingerprint of every document."""
        return frozenset(Entry(card.key, card.fingerprint) for card, _ in self._held.values())

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

    def _replace(self, held: dict[str, tuple[Card, Inverted]], stamp: int) -> None:
        self._held, self._leaf, self._stamp = held, MemoryLeaf(list(held.values())), stamp
        self._generation += 1


def _taken_apart(document: SearchDocument) -> tuple[Card, Inverted]:
    inverted = invert(document)
    return card_of(document, inverted.length), inverted


def _make(held: dict[str, tuple[Card, Inverted]], change: Change) -> None:
    match change:
        case Put(document):
            held[document.key] = _taken_apart(document)
        case Drop(group, kind):
            gone = [key for key, (card, _) in held.items() if card.group == group and kind in {None, card.kind}]
            for key in gone:
                del held[key]
