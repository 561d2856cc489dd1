"""Several segments into one, without what was deleted from them: arrays in, arrays out, nothing analysed again."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from exchange.search.columns.draft import Draft
from exchange.search.columns.layout import Arrays
from exchange.search.columns.lexicon import lexicon_arrays
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
    """Postings of living documents, by the new number of the term and of the document."""
    taken = [_taken(name, source) for source in sources]
    used = [np.unique(terms) for terms, _ in taken]
    texts, maps = _union(name, sources, used)
    bases = np.cumsum([0, *(len(source.numbers) for source in sources[:-1])])
    keys = [
        _keys(name, source, terms, postings, renumber, int(base))
        for source, (terms, postings), renumber, base in zip(sources, taken, maps, bases, strict=True)
    ]
    packed = np.concatenate(keys)
    order = np.argsort(packed, kind="stable")
    counts = np.bincount((packed >> np.uint64(32)).astype(np.int64), minlength=len(texts))
    made: Arrays = {
        f"{name}.start": starts_of(counts),
        f"{name}.documents": (packed[order] & np.uint64(0xFFFFFFFF)).astype(np.uint32),
        f"{name}.weights": np.concatenate(
            [source.arrays[f"{name}.weights"][at] for source, (_, at) in zip(sources, taken, strict=True)]
        )[order],
    }
    if name.has_positions:
        made |= _places(name, sources, taken, order)
    return made | lexicon_arrays(name, texts)


def _taken(name: Field, source: Source) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
    """The term of each posting that is taken, and where the posting stands."""
    start = source.arrays[f"{name}.start"].astype(np.int64)
    terms = np.repeat(np.arange(len(start) - 1), np.diff(start))
    at = np.flatnonzero(source.kept[source.arrays[f"{name}.documents"]])
    return terms[at], at


def _keys(
    name: Field,
    source: Source,
    terms: NDArray[np.int64],
    postings: NDArray[np.intp],
    renumber: NDArray[np.int64],
    base: int,
) -> NDArray[np.uint64]:
    numbers = np.cumsum(source.kept) - 1 + base
    documents = numbers[source.arrays[f"{name}.documents"][postings]]
    return (renumber[terms].astype(np.uint64) << np.uint64(32)) | documents.astype(np.uint64)


def _places(
    name: Field,
    sources: Sequence[Source],
    taken: Sequence[tuple[NDArray[np.int64], NDArray[np.intp]]],
    order: NDArray[np.intp],
) -> Arrays:
    rows = [
        take_rows(source.arrays[f"{name}.places.start"], source.arrays[f"{name}.places"], at)
        for source, (_, at) in zip(sources, taken, strict=True)
    ]
    start, values = stacked(rows)
    places = members(start, order)
    return {f"{name}.places.start": starts_of(places[1]), f"{name}.places": values[places[0]]}
