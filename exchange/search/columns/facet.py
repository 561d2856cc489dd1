"""One dimension by which documents are counted and filtered."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from exchange.search.columns.ragged import members, starts_of
from exchange.search.columns.segment import Segment
from exchange.search.columns.texts import Texts, decoded

_KEPT_FILTERS = 32
_MOST_CELLS = 4_096
_NOTHING = np.empty(0, np.intp)


class FacetPart(NamedTuple):
    """One segment's share in a dimension. Numbers of values take a byte or two: all commits of a segment hold them.

    Attributes:
        start: where the values of each document begin among the codes.
        codes: the values as numbers into the facet's names, document after document.
        single: the one value of each document, `len(names)` for none; None when a document has several.
    """

    start: NDArray[np.uint32]
    codes: NDArray[np.unsignedinteger]
    single: NDArray[np.unsignedinteger] | None

    @classmethod
    def of(cls, start: NDArray[np.uint32], codes: NDArray[np.integer], names: int) -> "FacetPart":
        """With the single values, where there are no others."""
        small, counts = codes.astype(np.min_scalar_type(names)), np.diff(start)
        if counts.max(initial=0) > 1:
            return cls(start, small, None)
        single = np.full(len(counts), names, small.dtype)
        single[counts == 1] = small
        return cls(start, small, single)


class Facet:
    """Values by document, as numbers into `names`; a document has any number of them.

    Args:
        parts: by segment, in the order of the commit.
    """

    def __init__(self, names: Sequence[str], parts: Mapping[str, FacetPart]) -> None:
        self.names = names
        self.parts = parts
        self._holding: dict[frozenset[str], NDArray[np.bool_]] = {}
        self._number = {name: at for at, name in enumerate(names)}

    @cached_property
    def single(self) -> NDArray[np.intp] | None:
        """The one value of each document, `len(names)` for none; None when a document has several."""
        singles = [part.single for part in self.parts.values() if part.single is not None]
        return np.concatenate(singles).astype(np.intp) if len(singles) == len(self.parts) else None

    @cached_property
    def _start(self) -> NDArray[np.uint32]:
        return starts_of(np.concatenate([np.diff(part.start) for part in self.parts.values()]))

    @cached_property
    def _codes(self) -> NDArray[np.unsignedinteger]:
        return np.concatenate([part.codes for part in self.parts.values()])

    @cached_property
    def _rows(self) -> NDArray[np.intp]:
        return np.repeat(np.arange(len(self._start) - 1), np.diff(self._start))

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
        if self.single is not None:
            flags: NDArray[np.bool_] = wanted[self.single]
            return flags
        flags = np.zeros(len(self._start) - 1, np.bool_)
        flags[self._rows[wanted[self._codes]]] = True
        return flags

    def values_of(self, documents: NDArray[np.intp]) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
        """The values of these documents: which of the documents (by place in the list), and the value."""
        at, counts = members(self._start, documents)
        return np.repeat(np.arange(len(documents)), counts), self._codes[at].astype(np.intp)

    def is_same_for(self, others: NDArray[np.intp], models: NDArray[np.intp]) -> bool:
        """Whether each of these documents has the same values as its model."""
        if self.single is not None:
            return bool(np.array_equal(self.single[others], self.single[models]))
        (at, counts), (model_at, model_counts) = members(self._start, others), members(self._start, models)
        if not np.array_equal(counts, model_counts):
            return False
        return bool(np.array_equal(self._codes[at], self._codes[model_at]))


def facet_of(dimension: str, segments: Sequence[Segment], before: Facet | None = None) -> Facet:
    """The dimension over all segments; of the commit before the parts are taken that are still right."""
    name = f"facet.{dimension}"
    texts = [Texts(one.arrays, name).all() if f"{name}.text" in one.arrays else [] for one in segments]
    values = sorted({text for held in texts for text in held})
    names = [decoded(text) for text in values]
    number = {text: at for at, text in enumerate(values)}
    known = before.parts if before is not None and before.names == names else {}
    parts = {}
    for segment, held in zip(segments, texts, strict=True):
        numbers = np.array([number[text] for text in held], np.intp)
        parts[segment.name] = known.get(segment.name) or _part(name, segment, numbers, len(names))
    return Facet(names, parts)


def _part(name: str, segment: Segment, numbers: NDArray[np.intp], names: int) -> FacetPart:
    if f"{name}.values" not in segment.arrays:
        return FacetPart.of(np.zeros(segment.count + 1, np.uint32), _NOTHING, names)
    return FacetPart.of(segment.arrays[f"{name}.start"], numbers[segment.arrays[f"{name}.values"]], names)


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
            made.append(JointFacet((name,), (width,), codes))
    return made
