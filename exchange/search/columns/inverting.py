"""Documents turned into terms with their holders: every different token is analysed once, the rest is arithmetic."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from exchange.kernel.languages import Language
from exchange.search.analysis.forms import places
from exchange.search.analysis.tokens import TOKEN
from exchange.search.columns.layout import Arrays
from exchange.search.columns.lexicon import lexicon_arrays
from exchange.search.columns.ragged import changes, starts_of
from exchange.search.columns.texts import encoded
from exchange.search.inverted import SECTION_GAP, SECTIONS, Field, entries
from exchange.search.port import SearchDocument

# One occurrence packed into 64 bits, so that a single sort puts everything into its order: term, document, place.
_TERM_BITS, _DOCUMENT_BITS, _PLACE_BITS, _SECTION_BITS = 23, 19, 20, 2
MOST_DOCUMENTS = 1 << _DOCUMENT_BITS
_LAST_PLACE = (1 << _PLACE_BITS) - 1
_BATCH = 2_000  # documents whose occurrences are laid out at once: bounds the memory beside the result
_SHARED = {  # streams with the same entries for each token, the largest first: its making takes the most memory
    Field.TERMS: (Field.TERMS, Field.TITLE),
    Field.EXACT: (Field.EXACT,),
    Field.SPELLED: (Field.SPELLED,),
    Field.HEADING: (Field.HEADING,),
}
_OF_EVERYTHING = (Field.TERMS, Field.EXACT, Field.SPELLED)
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


class Inverter:
    """Takes documents in; gives the arrays of all streams and the lengths."""

    def __init__(self) -> None:
        self._tokens = {language: _Numbers(partial(self._taken_in, language)) for language in Language}
        self._raws: list[str] = []  # by token
        self._places: list[int] = []  # by token: how many places it takes
        self._streams = {name: Stream() for name in _OF_EVERYTHING}
        self._rows: list[NDArray[np.int32]] = []  # by section of each document: its tokens

    def add(self, document: SearchDocument) -> None:
        """The next document."""
        known = self._tokens[document.language]
        for section in SECTIONS:
            numbers = [known[raw] for raw in TOKEN.findall(getattr(document, section.name))]
            self._rows.append(np.array(numbers, np.int32))

    def arrays(self) -> Arrays:
        """Everything that was added."""
        places_of = np.array(self._places, np.int64)
        words = np.array([int(places_of[row].sum()) for row in self._rows], np.uint32).reshape(-1, len(SECTIONS))
        made: Arrays = {"lengths": words}
        for shared, names in _SHARED.items():
            stream = self._streams.pop(shared, None) or self._of_titles(shared)
            texts, numbers = stream.numbered()
            for name in names:
                layer = _Layer(name, stream, numbers, places_of)
                made |= stream_arrays(name, texts, layer.sorted_keys(self._rows))
        return made

    def _taken_in(self, language: Language, raw: str) -> int:
        """The number of a token that is seen for the first time."""
        found = places(raw, language)
        self._raws.append(raw)
        self._places.append(len(found))
        for name, stream in self._streams.items():
            stream.add_token(entries(name, raw, found))
        return len(self._places) - 1

    def _of_titles(self, name: Field) -> Stream:
        """The stream for the tokens of titles alone; the others stand for nothing."""
        stream = Stream()
        titles = {number for row in self._rows[:: len(SECTIONS)] for number in row.tolist()}
        for number, raw in enumerate(self._raws):
            stream.add_token(entries(name, raw, ()) if number in titles else ())
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

    def sorted_keys(self, rows: Sequence[NDArray[np.int32]]) -> NDArray[np.uint64]:
        """One number per occurrence, ascending: by term, then document, then place."""
        step = _BATCH * len(SECTIONS)
        keys = [self._keys(rows[at : at + step], at // len(SECTIONS)) for at in range(0, len(rows), step)]
        packed = np.empty(sum(map(len, keys)), np.uint64)
        at = len(packed)
        while keys:  # each part goes as soon as it is copied: all of them twice is the most that a build would hold
            part = keys.pop()
            packed[at - len(part) : at] = part
            at -= len(part)
        packed.sort()
        return packed

    def _keys(self, rows: Sequence[NDArray[np.int32]], first: int) -> NDArray[np.uint64]:
        """One number per occurrence in these sections; `first` is the number of the first document."""
        tokens = np.concatenate(rows)
        row = np.repeat(np.arange(len(rows)), [len(one) for one in rows])
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
    """The arrays of a stream from its sorted terms and sorted occurrences, which are used up.

    A segment has twenty million occurrences: whatever is done with all of them is done in place or in one byte each.
    """
    section = packed.view(np.uint8)[:: packed.itemsize] & np.uint8((1 << _SECTION_BITS) - 1)  # its lowest byte
    weights = _WEIGHTS[section] if name.is_weighted else np.ones(len(packed), np.float32)
    packed >>= np.uint64(_SECTION_BITS)
    places = (packed & np.uint64(_LAST_PLACE)).astype(np.uint32) if name.has_positions else None
    packed >>= np.uint64(_PLACE_BITS)  # term and document remain
    first = changes(packed)  # of each posting
    held = packed[first]
    counts = np.bincount((held >> np.uint64(_DOCUMENT_BITS)).astype(np.intp), minlength=len(texts))
    texts = [text for text, count in zip(texts, counts.tolist(), strict=True) if count]  # others: not in the title
    made: Arrays = {
        f"{name}.start": starts_of(counts[counts > 0]),
        f"{name}.documents": (held & np.uint64(MOST_DOCUMENTS - 1)).astype(np.uint32),
        f"{name}.weights": np.add.reduceat(weights, first) if len(first) else weights,
    }
    if places is not None:
        made[f"{name}.places"] = places
        made[f"{name}.places.start"] = np.append(first, len(packed)).astype(np.uint32)
    return made | lexicon_arrays(name, texts)
