"""One immutable Whoosh segment, read into plain arrays as queries ask, and what of it still lives."""

import threading
from array import array
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from whoosh.reading import SegmentReader, TermNotFound

from exchange.search.completing import searchable_title
from exchange.search.inverted import Card, Field
from exchange.search.leaf import NO_POSTINGS, Postings, census_of, make_postings, visible_mask
from exchange.search.ranking import Census
from exchange.search.spelling import Vocabulary
from exchange.search.whoosh.damage import refusing_damage
from exchange.search.whoosh.schema import CARD, decode_positions, read_card

_KEPT_POSTINGS = 2_000_000  # numbers kept in memory per segment, about 16 bytes each
_KEPT_MASKS = 64
_KEY, _GROUP = "key ", "group "


@dataclass(frozen=True, slots=True)
class _Raw:
    documents: "array[int]"
    weights: "array[float]"


class Segment:
    """The files of a segment. Whoosh's reader keeps one file position, so reading is one thread at a time."""

    def __init__(self, name: str, reader: SegmentReader) -> None:
        self.name = name
        self._reader = reader
        self._lock = threading.Lock()
        self._raw: OrderedDict[tuple[Field, str], _Raw] = OrderedDict()
        self._size = 0
        self._vocabulary: Vocabulary | None = None
        self.cards = _read_cards(reader)
        self.lengths = array("I", [card.length if card else 0 for card in self.cards])

    def postings(self, stream: Field, term: str) -> _Raw:
        """Every document with the term, deleted ones too."""
        wanted = (stream, term)
        with self._lock:
            if wanted in self._raw:
                self._raw.move_to_end(wanted)
                return self._raw[wanted]
            with refusing_damage():
                found = self._read(stream, term)
            self._keep(wanted, found)
            return found

    def positions(self, stream: Field, term: str, documents: Sequence[int]) -> Mapping[int, Sequence[int]]:
        """Places of the term in those of the documents, ascending, that hold it."""
        found: dict[int, Sequence[int]] = {}
        with self._lock, refusing_damage():
            try:
                matcher = self._reader.postings(stream.value, term.encode("utf-8", "surrogatepass"))
            except TermNotFound:
                return found
            for number in documents:
                if not matcher.is_active():
                    break
                matcher.skip_to(number)
                if matcher.is_active() and matcher.id() == number:
                    found[number] = decode_positions(matcher.value())
        return found

    @cached_property
    def titles(self) -> Sequence[str]:
        """Titles ready for completion."""
        return [searchable_title(card.title) if card else "" for card in self.cards]

    @cached_property
    def numbers(self) -> Mapping[str, Sequence[int]]:
        """Document numbers by key and by group, deleted ones too: what a change may replace."""
        found: dict[str, list[int]] = {}
        for number, card in enumerate(self.cards):
            if card is not None:
                found.setdefault(f"{_KEY}{card.key}", []).append(number)
                found.setdefault(f"{_GROUP}{card.group}", []).append(number)
        return found

    def may_be_replaced(self, keys: Iterable[str], groups: Iterable[str]) -> set[int]:
        """Numbers of the documents with these keys or groups."""
        names = [*(f"{_KEY}{key}" for key in keys), *(f"{_GROUP}{group}" for group in groups)]
        return {number for name in names for number in self.numbers.get(name, ())}

    def spellings(self) -> Vocabulary:
        """Words with their spellings; read at the first doubt."""
        with self._lock:
            if self._vocabulary is None:
                with refusing_damage():
                    terms = self._reader.lexicon(Field.SPELLED.value)
                    self._vocabulary = Vocabulary.of_terms(term.decode("utf-8", "surrogatepass") for term in terms)
            return self._vocabulary

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            self._reader.close()

    def _read(self, stream: Field, term: str) -> _Raw:
        documents, weights = array("I"), array("f")
        try:
            matcher = self._reader.postings(stream.value, term.encode("utf-8", "surrogatepass"))
        except TermNotFound:
            return _Raw(documents, weights)
        while matcher.is_active():
            documents.append(matcher.id())
            weights.append(matcher.weight())
            matcher.next()
        return _Raw(documents, weights)

    def _keep(self, wanted: tuple[Field, str], found: _Raw) -> None:
        self._raw[wanted] = found
        self._size += len(found.documents)
        while self._size > _KEPT_POSTINGS and len(self._raw) > 1:
            _, oldest = self._raw.popitem(last=False)
            self._size -= len(oldest.documents)


def _read_cards(reader: SegmentReader) -> tuple[Card | None, ...]:
    cards: list[Card | None] = [None] * reader.doc_count_all()
    for number, stored in reader.iter_docs():
        cards[number] = read_card(stored[CARD])
    return tuple(cards)


class SegmentLeaf:
    """A segment as one commit sees it: without what was deleted since it was written."""

    def __init__(self, segment: Segment, deleted: frozenset[int]) -> None:
        self.segment = segment
        self.deleted = deleted
        self.lengths: Sequence[int] = segment.lengths
        self.cards: Sequence[Card | None] = (
            [None if number in deleted else card for number, card in enumerate(segment.cards)]
            if deleted
            else segment.cards
        )
        self._postings: OrderedDict[tuple[Field, str], Postings] = OrderedDict()
        self._masks: dict[frozenset[str], Sequence[int]] = {}
        self._census: dict[frozenset[str], Census] = {}
        self._size = 0
        self._lock = threading.Lock()

    def postings(self, stream: Field, term: str) -> Postings:
        """Living holders of the term."""
        wanted = (stream, term)
        with self._lock:
            kept = self._postings.get(wanted)
        if kept is not None:
            return kept
        raw = self.segment.postings(stream, term)
        found = make_postings(raw.documents, raw.weights, self.cards) if raw.documents else NO_POSTINGS
        self._keep(wanted, found)
        return found

    def titles(self) -> Sequence[str]:
        """Titles ready for completion."""
        return self.segment.titles

    def spellings(self) -> Vocabulary:
        """Words with their spellings, of deleted documents too."""
        return self.segment.spellings()

    def positions(self, stream: Field, term: str, documents: Sequence[int]) -> Mapping[int, Sequence[int]]:
        """Where the term stands."""
        return self.segment.positions(stream, term, documents)

    def visible(self, audience: frozenset[str]) -> Sequence[int]:
        """Whom a reader may see."""
        mask = self._masks.get(audience)
        if mask is None:
            mask = visible_mask(self.cards, audience)
            if len(self._masks) >= _KEPT_MASKS:
                self._masks = {}
            self._masks[audience] = mask
        return mask

    def census(self, open_class: frozenset[str]) -> Census:
        """Open documents and their length."""
        if open_class not in self._census:
            self._census[open_class] = census_of(self.cards, open_class)
        return self._census[open_class]

    def _keep(self, wanted: tuple[Field, str], found: Postings) -> None:
        with self._lock:
            self._postings[wanted] = found
            self._size += len(found.documents)
            while self._size > _KEPT_POSTINGS and len(self._postings) > 1:
                _, oldest = self._postings.popitem(last=False)
                self._size -= len(oldest.documents)
