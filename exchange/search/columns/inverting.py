"""Documents turned into terms with their holders: every different token is analysed once, the rest is arithmetic."""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, partial
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from exchange.kernel.languages import Language
from exchange.search.analysis.forms import places
from exchange.search.analysis.tokens import TOKEN
from exchange.search.columns.layout import Arrays
from exchange.search.columns.postings import AT_ONCE, Part, stream_of
from exchange.search.columns.ragged import changes
from exchange.search.columns.texts import encoded
from exchange.search.inverted import SECTION_GAP, SECTIONS, Field, entries
from exchange.search.port import SearchDocument

# One occurrence packed into 64 bits, so that a single sort puts everything into its order: term, document, place.
_TERM_BITS, _DOCUMENT_BITS, _PLACE_BITS, _SECTION_BITS = 23, 19, 20, 2
MOST_DOCUMENTS = 1 << _DOCUMENT_BITS
_LAST_PLACE = (1 << _PLACE_BITS) - 1
_POSTING_BITS = np.uint64(_PLACE_BITS + _SECTION_BITS)  # below them stands which posting an occurrence belongs to
_BATCH = 500  # documents whose occurrences are laid out at once: bounds the memory beside the result
_OF_EVERYTHING = (Field.TERMS, Field.EXACT, Field.SPELLED)
_SAME_TERMS = {Field.TITLE: Field.TERMS}  # streams with the entries of another one
_WEIGHTS = np.array([section.weight for section in SECTIONS], np.float32)


class Stream:
    """Terms of one stream, and which of them each known token stands for."""

    def __init__(self) -> None:
        self.counts: list[int] = []  # by token: how many entries
        self.terms: list[str] = []  # by entry
        self.offsets: list[int] = []  # by entry: how many places after the token's first

    def add_token(self, entries: Sequence[tuple[int, str]]) -> None:
        """The entries (offset, term) of the next token."""
        self.counts.append(len(entries))
        for offset, term in entries:
            self.offsets.append(offset)
            self.terms.append(term)

    @cached_property
    def numbered(self) -> tuple[list[bytes], NDArray[np.int64]]:
        """The different terms, ascending by bytes, and the number of each entry's term."""
        held = {term: encoded(term) for term in self.terms}
        order = sorted(held, key=held.__getitem__)
        numbers = {term: at for at, term in enumerate(order)}
        return [held[term] for term in order], np.array([numbers[term] for term in self.terms], np.int64)


class _Numbers(dict[str, int]):
    """The numbers of tokens; one that is missing is made at once, so that looking up known ones costs no test."""

    def __init__(self, make: Callable[[str], int]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, raw: str) -> int:
        number = self[raw] = self._make(raw)
        return number


class _Tokens:
    """Every different token, in the order of their first occurrence, and what each stands for in each stream."""

    def __init__(self) -> None:
        self.raws: list[str] = []
        self.places: list[int] = []  # by token: how many places it takes
        self.streams = {name: Stream() for name in _OF_EVERYTHING}

    def taken_in(self, language: Language, raw: str) -> int:
        """The number of a token that is seen for the first time."""
        found = places(raw, language)
        self.raws.append(raw)
        self.places.append(len(found))
        for name, stream in self.streams.items():
            stream.add_token(entries(name, raw, found))
        return len(self.places) - 1


class _Written(NamedTuple):
    """A stretch of documents as numbers of tokens."""

    first: int  # number of the first document
    tokens: NDArray[np.int32]
    row: NDArray[np.intp]  # section of each token: title, summary and body of the first document, then of the next


class Inverter:
    """Takes documents in; gives the lengths, and one stream's arrays after another: all at once are too large."""

    def __init__(self) -> None:
        self._known = _Tokens()
        self._numbers = {language: _Numbers(partial(self._known.taken_in, language)) for language in Language}
        self._tokens = array("i")  # of all documents, end to end
        self._counts = array("i")  # of each section of each document

    def add(self, document: SearchDocument) -> None:
        """The next document."""
        known = self._numbers[document.language]
        for section in SECTIONS:
            numbers = [known[raw] for raw in TOKEN.findall(getattr(document, section.name))]
            self._tokens.extend(numbers)
            self._counts.append(len(numbers))

    @property
    def lengths(self) -> NDArray[np.uint32]:
        """Words of each section of each document."""
        places_of = np.array(self._known.places, np.int64)
        words = [np.bincount(part.row, places_of[part.tokens], _BATCH * len(SECTIONS)) for part in self._written()]
        joined = np.concatenate([*words, np.empty(0)])[: len(self._counts)]
        return joined.astype(np.uint32).reshape(-1, len(SECTIONS))

    def stream(self, name: Field) -> Arrays:
        """The arrays of one stream of everything that was added."""
        stream = self._known.streams.get(_SAME_TERMS.get(name, name)) or self._of_titles(name)
        texts, terms = stream.numbered
        layer = _Layer(name, stream, terms, np.array(self._known.places, np.int64))
        return stream_arrays(name, texts, layer.sorted_keys(self._written()))

    def _written(self) -> Iterator[_Written]:
        """Everything that was added, a few documents at a time; nothing is copied but the rows."""
        tokens, counts = np.frombuffer(self._tokens, np.int32), np.frombuffer(self._counts, np.int32)
        at = 0
        for begin in range(0, len(counts), _BATCH * len(SECTIONS)):
            held = counts[begin : begin + _BATCH * len(SECTIONS)]
            end = at + int(held.sum())
            yield _Written(begin // len(SECTIONS), tokens[at:end], np.repeat(np.arange(len(held)), held))
            at = end

    def _of_titles(self, name: Field) -> Stream:
        """The stream for the tokens of titles alone; the others stand for nothing."""
        stream = Stream()
        in_titles = np.zeros(len(self._known.raws), np.bool_)
        for part in self._written():
            in_titles[part.tokens[part.row % len(SECTIONS) == 0]] = True
        for raw, is_in_title in zip(self._known.raws, in_titles.tolist(), strict=True):
            stream.add_token(entries(name, raw, ()) if is_in_title else ())
        return stream


class _Layer:
    """Lays out the occurrences of one stream as sortable numbers."""

    def __init__(self, name: Field, stream: Stream, terms: NDArray[np.int64], places_of: NDArray[np.int64]) -> None:
        self._name = name
        self._places_of = places_of
        self._counts = np.array(stream.counts, np.int64)
        self._start = np.cumsum(self._counts) - self._counts
        self._terms = terms
        self._offsets = np.array(stream.offsets, np.int64)

    def sorted_keys(self, written: Iterable[_Written]) -> NDArray[np.uint64]:
        """One number per occurrence, ascending: by term, then document, then place."""
        keys = array("Q")  # grows in place: parts and the whole beside each other would be twice as much
        for part in written:
            keys.frombytes(self._keys(part).view(np.uint8).data)
        packed = np.frombuffer(keys, np.uint64)
        packed.sort()
        return packed

    def _keys(self, written: _Written) -> NDArray[np.uint64]:
        """One number per occurrence, in the order of the text."""
        first, tokens, row = written
        place = self._first_places(tokens, row)
        if self._name.is_of_title:
            tokens, row, place = (held[row % len(SECTIONS) == 0] for held in (tokens, row, place))
        counts = self._counts[tokens]
        entry = np.repeat(self._start[tokens] - (np.cumsum(counts) - counts), counts) + np.arange(counts.sum())
        place = np.minimum(np.repeat(place, counts) + self._offsets[entry], _LAST_PLACE)
        row = np.repeat(row, counts)
        document, section = row // len(SECTIONS) + first, row % len(SECTIONS)
        packed = (self._terms[entry] << _DOCUMENT_BITS | document) << _PLACE_BITS | place
        keys: NDArray[np.uint64] = (packed.astype(np.uint64) << np.uint64(_SECTION_BITS)) | section.astype(np.uint64)
        return keys

    def _first_places(self, tokens: NDArray[np.integer], row: NDArray[np.int64]) -> NDArray[np.int64]:
        """Each token's first place in its document: places are counted through, with a gap after each section."""
        taken = self._places_of[tokens]
        before = np.cumsum(taken) - taken
        document = row // len(SECTIONS)
        starts = np.flatnonzero(np.diff(document, prepend=-1))
        base = np.repeat(before[starts], np.diff(np.append(starts, len(tokens))))
        first: NDArray[np.int64] = before - base + SECTION_GAP * (row % len(SECTIONS))
        return first


def stream_arrays(name: Field, texts: Sequence[bytes], packed: NDArray[np.uint64]) -> Arrays:
    """The arrays of a stream from its sorted terms and sorted occurrences."""
    return stream_of(name, texts, (_part(name, packed[low:high], len(texts)) for low, high in pairwise(_cuts(packed))))


def _cuts(packed: NDArray[np.uint64]) -> list[int]:
    """Where to cut the occurrences, between two postings."""
    inner = packed[AT_ONCE::AT_ONCE] >> _POSTING_BITS << _POSTING_BITS
    return [0, *(cut for cut in np.unique(packed.searchsorted(inner)).tolist() if cut), len(packed)]


def _part(name: Field, packed: NDArray[np.uint64], terms: int) -> Part:
    """The postings of some of the occurrences."""
    first = changes(packed >> _POSTING_BITS)
    held = packed[first] >> _POSTING_BITS
    sections = (packed & np.uint64((1 << _SECTION_BITS) - 1)).astype(np.intp)
    weights = _WEIGHTS[sections] if name.is_weighted else np.ones(len(packed), np.float32)
    return Part(
        counts=np.bincount((held >> np.uint64(_DOCUMENT_BITS)).astype(np.intp), minlength=terms),
        documents=(held & np.uint64(MOST_DOCUMENTS - 1)).astype(np.uint32),
        weights=np.add.reduceat(weights, first) if len(first) else weights,
        places=(packed >> np.uint64(_SECTION_BITS) & np.uint64(_LAST_PLACE)).astype(np.uint32),
        place_counts=np.diff(first, append=len(packed)),
    )
