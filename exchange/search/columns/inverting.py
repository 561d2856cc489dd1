"""Documents turned into terms with their holders: every different token is analysed once, the rest is arithmetic."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from exchange.kernel.languages import Language
from exchange.search.analysis.forms import places
from exchange.search.analysis.tokens import TOKEN
from exchange.search.columns.layout import Arrays
from exchange.search.columns.lexicon import lexicon_arrays
from exchange.search.columns.ragged import starts_of
from exchange.search.columns.texts import encoded
from exchange.search.inverted import SECTION_GAP, SECTIONS, Field, entries
from exchange.search.port import SearchDocument

# One occurrence packed into 64 bits, so that a single sort puts everything into its order: term, document, place.
_TERM_BITS, _DOCUMENT_BITS, _PLACE_BITS, _SECTION_BITS = 23, 19, 20, 2
MOST_DOCUMENTS = 1 << _DOCUMENT_BITS
_LAST_PLACE = (1 << _PLACE_BITS) - 1
_BATCH = 2_000  # documents whose occurrences are laid out at once: bounds the memory beside the result
_WEIGHTS = np.array([section.weight for section in SECTIONS])


class Stream:
    """Terms of one stream, and which of them each known token stands for."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.counts: list[int] = []  # by token: how many entries
        self.terms: list[int] = []  # by entry: the term
        self.offsets: list[int] = []  # by entry: how many places after the token's first

    def add_token(self, entries: Sequence[tuple[int, str]]) -> None:
        """The entries (offset, term) of the next token."""
        self.counts.append(len(entries))
        for offset, term in entries:
            self.offsets.append(offset)
            self.terms.append(self.numbers.setdefault(term, len(self.numbers)))


class Inverter:
    """Takes documents in; gives the arrays of all streams and the lengths."""

    def __init__(self) -> None:
        self._tokens: dict[Language, dict[str, int]] = {language: {} for language in Language}
        self._places: list[int] = []  # by token: how many places it takes
        self._streams = {name: Stream() for name in Field}
        self._rows: list[NDArray[np.int32]] = []  # by section of each document: its tokens

    def add(self, document: SearchDocument) -> None:
        """The next document."""
        known = self._tokens[document.language]
        for section in SECTIONS:
            raws = TOKEN.findall(getattr(document, section.name))
            try:
                numbers = [known[raw] for raw in raws]
            except KeyError:
                numbers = [self._number(raw, document.language) for raw in raws]
            self._rows.append(np.array(numbers, np.int32))

    def arrays(self) -> Arrays:
        """Everything that was added."""
        places_of = np.array(self._places, np.int64)
        words = np.array([int(places_of[row].sum()) for row in self._rows], np.uint32).reshape(-1, len(SECTIONS))
        made: Arrays = {"lengths": words}
        for name, stream in self._streams.items():
            made |= self._stream_arrays(name, stream, places_of)
        return made

    def _number(self, raw: str, language: Language) -> int:
        known = self._tokens[language]
        if raw not in known:
            known[raw] = len(self._places)
            found = places(raw, language)
            self._places.append(len(found))
            for name, stream in self._streams.items():
                stream.add_token(entries(name, raw, found))
        return known[raw]

    def _stream_arrays(self, name: Field, stream: Stream, places_of: NDArray[np.int64]) -> Arrays:
        texts = [encoded(term) for term in stream.numbers]
        order = sorted(range(len(texts)), key=texts.__getitem__)
        rank = np.empty(len(order), np.int64)
        rank[order] = np.arange(len(order))
        layer = _Layer(name, stream, rank, places_of)
        step = _BATCH * len(SECTIONS)
        rows = self._rows
        keys = [layer.keys(rows[at : at + step], at // len(SECTIONS)) for at in range(0, len(rows), step)]
        packed = np.concatenate(keys) if keys else np.empty(0, np.uint64)
        packed.sort()
        return stream_arrays(name, [texts[at] for at in order], packed)


class _Layer:
    """Lays out the occurrences of one stream as sortable numbers."""

    def __init__(self, name: Field, stream: Stream, rank: NDArray[np.int64], places_of: NDArray[np.int64]) -> None:
        self._name = name
        self._places_of = places_of
        self._counts = np.array(stream.counts, np.int64)
        self._start = np.cumsum(self._counts) - self._counts
        self._terms = rank[np.array(stream.terms, np.int64)] if stream.terms else np.empty(0, np.int64)
        self._offsets = np.array(stream.offsets, np.int64)

    def keys(self, rows: list[NDArray[np.int32]], first: int) -> NDArray[np.uint64]:
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
    """The arrays of a stream from its sorted terms and sorted occurrences."""
    holding = packed >> np.uint64(_PLACE_BITS + _SECTION_BITS)  # term and document
    first = np.flatnonzero(np.diff(holding, prepend=np.uint64(1 << 63)))  # of each posting
    terms = (holding[first] >> np.uint64(_DOCUMENT_BITS)).astype(np.int64)
    section = (packed & np.uint64((1 << _SECTION_BITS) - 1)).astype(np.intp)
    weights = _WEIGHTS[section] if name.is_weighted else np.ones(len(packed))
    counts = np.bincount(terms, minlength=len(texts))
    texts = [text for text, count in zip(texts, counts.tolist(), strict=True) if count]  # others: not in the title
    made: Arrays = {
        f"{name}.start": starts_of(counts[counts > 0]),
        f"{name}.documents": (holding[first] & np.uint64(MOST_DOCUMENTS - 1)).astype(np.uint32),
        f"{name}.weights": (np.add.reduceat(weights, first) if len(first) else weights).astype(np.float32),
    }
    if name.has_positions:
        places_at = (packed >> np.uint64(_SECTION_BITS)) & np.uint64(_LAST_PLACE)
        made[f"{name}.places"] = places_at.astype(np.uint32)
        made[f"{name}.places.start"] = np.append(first, len(packed)).astype(np.uint32)
    return made | lexicon_arrays(name, texts)
