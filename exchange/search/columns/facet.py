"""One dimension by which documents are counted and filtered."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from exchange.search.columns.ragged import members, starts_of
from exchange.search.columns.segment import Segment
from exchange.search.columns.texts import Texts, decoded

_KEPT_FILTERS = 32
_MOST_CELLS = 4_096
_MOST_PAIRS = 4_000_000  # of owners and values in a table; above it pairs are sorted instead
_WIDEST = 8  # values of a document up to which all documents have rows of one width: what is even is counted at once
_NOTHING = np.empty(0, np.intp)


class FacetPart(NamedTuple):
    """One segment's share in a dimension. Numbers of values take a byte or two: all commits of a segment hold them.

    Attributes:
        texts: the values that occur in it.
        start: where the values of each document begin among the codes.
        codes: the values as numbers into the facet's names, document after document.
        table: the same as a row for each document, filled up with `len(names)`; None when a document has many.
    """

    texts: Sequence[bytes]
    start: NDArray[np.uint32]
    codes: NDArray[np.unsignedinteger]
    table: NDArray[np.unsignedinteger] | None

    @classmethod
    def of(
        cls, texts: Sequence[bytes], start: NDArray[np.uint32], codes: NDArray[np.integer], names: int
    ) -> "FacetPart":
        """With a table where that is narrow enough."""
        small, counts = codes.astype(np.min_scalar_type(names)), np.diff(start)
        width = max(int(counts.max(initial=0)), 1)
        if width > _WIDEST:
            return cls(texts, start, small, None)
        table = np.full((len(counts), width), names, small.dtype)
        table[np.arange(width) < counts[:, np.newaxis]] = small
        return cls(texts, start, small, table)


class Facet:
    """Values by document, as numbers into `names`; a document has any number of them.

    Args:
        parts: by segment, in the order of the commit.
    """

    def __init__(self, names: Sequence[str], parts: Mapping[str, FacetPart]) -> None:
        self.names = names
        self.parts = parts
        self._holding: dict[frozenset[str], NDArray[np.bool_]] = {}

    def of_segments(self, names: Collection[str]) -> "Facet":
        """The parts of these segments, without what was put together of all of them."""
        return Facet(self.names, {name: part for name, part in self.parts.items() if name in names})

    @cached_property
    def _number(self) -> Mapping[str, int]:
        return {name: at for at, name in enumerate(self.names)}

    @cached_property
    def _table(self) -> NDArray[np.unsignedinteger] | None:
        tables = [part.table for part in self.parts.values() if part.table is not None]
        if len(tables) < len(self.parts):
            return None
        width = max(table.shape[1] for table in tables)
        whole = np.full((sum(map(len, tables)), width), len(self.names), tables[0].dtype)
        for end, table in zip(accumulate(map(len, tables)), tables, strict=True):
            whole[end - len(table) : end, : table.shape[1]] = table
        return whole

    @property
    def single(self) -> NDArray[np.unsignedinteger] | None:
        """The one value of each document, `len(names)` for none; None when a document has several."""
        return self._table[:, 0] if self._table is not None and self._table.shape[1] == 1 else None

    @cached_property
    def _start(self) -> NDArray[np.uint32]:
        return starts_of(np.concatenate([np.diff(part.start) for part in self.parts.values()]))

    @cached_property
    def _codes(self) -> NDArray[np.unsignedinteger]:
        return np.concatenate([part.codes for part in self.parts.values()])

    def holding(self, values: Iterable[str]) -> NDArray[np.bool_]:
        """Which documents have any of the values; kept, because readers choose the same filters."""
        wanted = frozenset(values)
        if wanted not in self._holding:
            if len(self._holding) >= _KEPT_FILTERS:
                self._holding.clear()
            self._holding[wanted] = self._with_any(wanted)
        return self._holding[wanted]

    def _with_any(self, values: frozenset[str]) -> NDArray[np.bool_]:
        wanted = np.zeros(len(self.names) + 1, np.bool_)
        wanted[[self._number[value] for value in values if value in self._number]] = True
        if self._table is not None:
            flags: NDArray[np.bool_] = np.any(wanted[self._table], axis=1)
            return flags
        flags = np.zeros(len(self._start) - 1, np.bool_)
        flags[np.repeat(np.arange(len(flags)), np.diff(self._start))[wanted[self._codes]]] = True
        return flags

    def counts(self, documents: NDArray[np.intp]) -> NDArray[np.intp]:
        """How many of these documents have each value."""
        width = len(self.names)
        numbers: NDArray[np.intp] = np.bincount(self._codes_of(documents)[0].ravel(), minlength=width + 1)[:width]
        return numbers

    def owner_counts(self, documents: NDArray[np.intp], own: NDArray[np.intp], count: int) -> NDArray[np.intp]:
        """How many different owners of these documents have each value."""
        codes, rows = self._codes_of(documents)
        width, pairs = len(self.names), codes.astype(np.intp) * count
        pairs += own[:, np.newaxis] if rows is None else own[rows]
        if (width + 1) * count > _MOST_PAIRS:
            return np.bincount(np.unique(pairs) // count, minlength=width + 1)[:width]
        table = np.zeros((width + 1) * count, np.bool_)
        table[pairs.ravel()] = True
        owners: NDArray[np.intp] = np.count_nonzero(table.reshape(-1, count)[:width], axis=1)
        return owners

    def _codes_of(self, documents: NDArray[np.intp]) -> tuple[np.ndarray, NDArray[np.intp] | None]:
        """The values of these documents: a row for each, or one after another with the number of the row."""
        if self._table is not None:
            return self._table[documents], None
        places, counts = members(self._start, documents)
        return self._codes[places], np.repeat(np.arange(len(documents)), counts)

    def is_same_for(self, others: NDArray[np.intp], models: NDArray[np.intp]) -> bool:
        """Whether each of these documents has the same values as its model."""
        if self._table is not None:
            return bool(np.array_equal(self._table[others], self._table[models]))
        (at, counts), (model_at, model_counts) = members(self._start, others), members(self._start, models)
        if not np.array_equal(counts, model_counts):
            return False
        return bool(np.array_equal(self._codes[at], self._codes[model_at]))


def facet_of(dimension: str, segments: Sequence[Segment], before: Facet | None = None) -> Facet:
    """The dimension over all segments; of the commit before the parts are taken that are still right."""
    name = f"facet.{dimension}"
    known = before.parts if before is not None else {}
    texts = [_texts(name, one, known) for one in segments]
    values = sorted({text for held in texts for text in held})
    names = [decoded(text) for text in values]
    number = {text: at for at, text in enumerate(values)}
    known = known if before is not None and before.names == names else {}
    parts = {}
    for segment, held in zip(segments, texts, strict=True):
        parts[segment.name] = known.get(segment.name) or _part(name, segment, held, number)
    return Facet(names, parts)


def _texts(name: str, segment: Segment, known: Mapping[str, FacetPart]) -> Sequence[bytes]:
    if segment.name in known:
        return known[segment.name].texts
    return Texts(segment.arrays, name).all() if f"{name}.text" in segment.arrays else ()


def _part(name: str, segment: Segment, texts: Sequence[bytes], number: Mapping[bytes, int]) -> FacetPart:
    if f"{name}.values" not in segment.arrays:
        return FacetPart.of(texts, np.zeros(segment.count + 1, np.uint32), _NOTHING, len(number))
    numbers = np.array([number[text] for text in texts], np.intp)
    codes = numbers[segment.arrays[f"{name}.values"]]
    return FacetPart.of(texts, segment.arrays[f"{name}.start"], codes, len(number))


class JointFacet(NamedTuple):
    """Dimensions whose values are counted together: a cell of a table for each combination."""

    names: tuple[str, ...]
    widths: tuple[int, ...]  # each with a place for "no value"
    codes: NDArray[np.intp]  # the cell of each document


def joined(facets: Mapping[str, Facet]) -> list[JointFacet]:
    """Dimensions of one value per document, as many together as make at most 4,096 cells (a table that stays near)."""
    made: list[JointFacet] = []
    for name, facet in facets.items():
        width, codes = len(facet.names) + 1, facet.single
        if codes is None:
            continue
        if made and int(np.prod(made[-1].widths)) * width <= _MOST_CELLS:
            last = made.pop()
            made.append(JointFacet((*last.names, name), (*last.widths, width), last.codes * width + codes))
        else:
            made.append(JointFacet((name,), (width,), codes.astype(np.intp)))
    return made
