"""Several segments into one, without what was deleted from them: arrays in, arrays out, nothing analysed again."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from exchange.search.columns.draft import Draft
from exchange.search.columns.layout import Arrays
from exchange.search.columns.postings import AT_ONCE, Part, stream_of
from exchange.search.columns.ragged import members, stacked, starts_of, take_rows
from exchange.search.columns.texts import Texts, hash_arrays, hashes_of, text_arrays
from exchange.search.inverted import Field

_PLAIN = ("lengths", "sort", "language", "fingerprints")


@dataclass(frozen=True)
class Source:
    """One segment and which of its documents live on."""

    arrays: Arrays
    kept: NDArray[np.bool_]

    @property
    def numbers(self) -> NDArray[np.intp]:
        """The documents that are taken, ascending."""
        return np.flatnonzero(self.kept)


def merged(sources: Sequence[Source]) -> Draft:
    """The living documents of the sources, one source after another."""
    made: Arrays = {
        name: np.concatenate([source.arrays[name][source.numbers] for source in sources]) for name in _PLAIN
    }
    made |= _texts("keys", sources) | _texts("titles", sources)
    made |= _numbered("owner", "owners", sources) | _numbered("audience", "audiences", sources)
    made["owners.hash"] = hashes_of(Texts(made, "owners").all())
    for dimension in sorted({name for source in sources for name in dimensions(source.arrays)}):
        made |= _facets(dimension, sources)
    made |= hash_arrays("keys", Texts(made, "keys").all())
    return Draft(made, lambda name: _stream(name, sources))


def dimensions(arrays: Arrays) -> list[str]:
    """The dimensions that a segment knows."""
    return [name.split(".")[1] for name in arrays if name.startswith("facet.") and name.endswith(".values")]


def _texts(name: str, sources: Sequence[Source]) -> Arrays:
    rows = [
        take_rows(source.arrays[f"{name}.text.start"], source.arrays[f"{name}.text"], source.numbers)
        for source in sources
    ]
    start, joined = stacked(rows)
    return {f"{name}.text": joined, f"{name}.text.start": start}


def _numbered(column: str, name: str, sources: Sequence[Source]) -> Arrays:
    """A column of numbers of texts, and the texts that are still in use."""
    used = [np.unique(source.arrays[column][source.numbers]) for source in sources]
    texts, maps = _union(name, sources, used)
    numbers = [renumber[source.arrays[column][source.numbers]] for source, renumber in zip(sources, maps, strict=True)]
    return {column: np.concatenate(numbers).astype(np.uint32)} | text_arrays(name, texts)


def _union(
    name: str, sources: Sequence[Source], used: Sequence[NDArray[np.integer]]
) -> tuple[list[bytes], list[NDArray[np.int64]]]:
    """The texts in use anywhere, ascending, and for each source the new number of each of its texts."""
    held = [Texts(source.arrays, name).all() for source in sources]
    texts = sorted({all_of[at] for all_of, numbers in zip(held, used, strict=True) for at in numbers.tolist()})
    number = {text: at for at, text in enumerate(texts)}
    return texts, [np.array([number.get(text, -1) for text in all_of], np.int64) for all_of in held]


def _facets(dimension: str, sources: Sequence[Source]) -> Arrays:
    name = f"facet.{dimension}"
    known = [source for source in sources if f"{name}.values" in source.arrays]
    rows = {
        id(source): take_rows(source.arrays[f"{name}.start"], source.arrays[f"{name}.values"], source.numbers)
        for source in known
    }
    texts, maps = _union(name, known, [np.unique(rows[id(source)][1]) for source in known])
    renumber = {id(source): table for source, table in zip(known, maps, strict=True)}
    nothing = np.empty(0, np.uint32)
    parts = [
        (rows[id(source)][0], renumber[id(source)][rows[id(source)][1]])
        if id(source) in rows
        else (np.zeros(len(source.numbers) + 1, np.uint32), nothing)
        for source in sources
    ]
    start, values = stacked(parts)
    return {f"{name}.start": start, f"{name}.values": values.astype(np.uint32)} | text_arrays(name, texts)


def _stream(name: Field, sources: Sequence[Source]) -> Arrays:
    """Postings of living documents, by the new number of the term and of the document, some terms at a time."""
    everything = [np.arange(len(source.arrays[f"{name}.start"]) - 1) for source in sources]
    texts, maps = _union(name, sources, everything)
    taken = [_Taken.of(name, *held) for held in zip(sources, maps, _bases(sources), strict=True)]
    return stream_of(name, texts, (_part(name, taken, low, high, len(texts)) for low, high in _cuts(taken, len(texts))))


def _bases(sources: Sequence[Source]) -> list[int]:
    """The new number of each source's first document."""
    return list(accumulate((len(source.numbers) for source in sources[:-1]), initial=0))


@dataclass(frozen=True)
class _Taken:
    """One source's part in a stream."""

    name: Field
    arrays: Arrays
    kept: NDArray[np.bool_]
    numbers: NDArray[np.intp]  # of each document in the new segment, if it is kept
    terms: NDArray[np.int64]  # new number of each term; ascending, because both are in the order of the texts

    @classmethod
    def of(cls, name: Field, source: Source, terms: NDArray[np.int64], base: int) -> "_Taken":
        """The documents of the source follow one another from `base` on."""
        return cls(name, source.arrays, source.kept, np.cumsum(source.kept) - 1 + base, terms)

    def before(self, terms: NDArray[np.integer]) -> NDArray[np.int64]:
        """How many postings come before each of these new terms."""
        starts: NDArray[np.int64] = self.arrays[f"{self.name}.start"][np.searchsorted(self.terms, terms)]
        return starts.astype(np.int64)

    def part(self, low: int, high: int, terms: int) -> tuple[NDArray[np.uint64], Part]:
        """The kept postings of the new terms from `low` to `high`, and by what they are ordered."""
        first, last = self.before(np.array([low, high])).tolist()
        own = slice(*np.searchsorted(self.terms, (low, high)).tolist())
        counts = np.diff(self.arrays[f"{self.name}.start"][own.start : own.stop + 1])
        documents = self.arrays[f"{self.name}.documents"][first:last]
        at = np.flatnonzero(self.kept[documents])
        of_terms, numbers = np.repeat(self.terms[own], counts)[at], self.numbers[documents[at]]
        places, place_counts = self._places(at + first)
        part = Part(
            counts=np.bincount(of_terms, minlength=terms),
            documents=numbers.astype(np.uint32),
            weights=self.arrays[f"{self.name}.weights"][first:last][at],
            places=places,
            place_counts=place_counts,
        )
        return of_terms.astype(np.uint64) << np.uint64(32) | numbers.astype(np.uint64), part

    def _places(self, postings: NDArray[np.intp]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
        if not self.name.has_positions:
            return np.empty(0, np.uint32), np.empty(0, np.int64)
        at, counts = members(self.arrays[f"{self.name}.places.start"], postings)
        return self.arrays[f"{self.name}.places"][at], counts


def _cuts(taken: Sequence[_Taken], terms: int) -> list[tuple[int, int]]:
    """Ranges of new terms that have about as many postings as are worked on at once."""
    before = np.sum([one.before(np.arange(terms + 1)) for one in taken], axis=0)
    inner = np.searchsorted(before, np.arange(AT_ONCE, int(before[-1]), AT_ONCE))
    return list(pairwise(np.unique([0, *inner.tolist(), terms]).tolist())) or [(0, 0)]


def _part(name: Field, taken: Sequence[_Taken], low: int, high: int, terms: int) -> Part:
    """These terms of all sources."""
    found = [one.part(low, high, terms) for one in taken]
    order = np.argsort(np.concatenate([keys for keys, _ in found]), kind="stable")
    parts = [part for _, part in found]
    place_counts = np.concatenate([part.place_counts for part in parts])
    rows = order if name.has_positions else np.empty(0, np.intp)
    start, places = take_rows(starts_of(place_counts), np.concatenate([part.places for part in parts]), rows)
    return Part(
        counts=np.sum([part.counts for part in parts], axis=0),
        documents=np.concatenate([part.documents for part in parts])[order],
        weights=np.concatenate([part.weights for part in parts])[order],
        places=places,
        place_counts=np.diff(start),
    )
