"""Who holds a term and where it stands, through all segments, as columns to be worked with."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from exchange.search.columns.ragged import changes, members, starts_of

Numbers = NDArray[
    np.intp
]  # documents, counted through all segments; intp, because numpy would convert others each time
Scores = NDArray[np.float32]

_COMMON = 8  # a term that more than one in so many documents holds is worth a column of all documents
_FEW = 16  # so many times fewer are sought one by one
_PLACE_BITS = 32
_SIGNATURE_BITS = 64


class Term(NamedTuple):
    """The living documents that hold a term, ascending, and the term's weight in each."""

    documents: Numbers
    weights: Scores


class Mask(NamedTuple):
    """Which documents; `is_full` when it is all of them, so that nothing needs to be looked up."""

    flags: NDArray[np.bool_]
    is_full: bool

    def of(self, documents: Numbers) -> Numbers:
        """Those of the documents that are in it."""
        return documents if self.is_full else documents[self.flags[documents]]

    def documents(self) -> Numbers:
        """All of them, ascending."""
        return np.flatnonzero(self.flags)

    def count(self, documents: Numbers) -> int:
        """How many of the documents are in it."""
        return len(documents) if self.is_full else int(np.count_nonzero(self.flags[documents]))


class Saturations(NamedTuple):
    """BM25's saturated frequencies of a term, ready to be multiplied by its rarity.

    Attributes:
        held: of each holder.
        column: of every document, 0 for those without; None for a term that few hold. Adding a column of 100,000 takes
            13 µs, adding 30,000 scattered ones 41.
    """

    held: Scores
    column: Scores | None

    @classmethod
    def of(cls, documents: Numbers, held: Scores, count: int) -> "Saturations":
        """With a column where that pays."""
        if not is_common(len(documents), count):
            return cls(held, None)
        column = np.zeros(count, np.float32)
        column[documents] = held
        return cls(held, column)

    @property
    def size(self) -> int:
        """Numbers that are kept."""
        return len(self.held) + (0 if self.column is None else len(self.column))


@dataclass(frozen=True)
class Standing:
    """Where a term stands in each of its living holders, as ragged rows; nothing changes it."""

    documents: Numbers
    start: NDArray[np.uint32]
    places: NDArray[np.uint32]
    count: int  # documents of the view

    @property
    def size(self) -> int:
        """Numbers that are kept."""
        kept = self.count if is_common(len(self.documents), self.count) else 0
        return 4 * len(self.documents) + len(self.places) + kept

    def rows_of(self, wanted: Numbers) -> Numbers:
        """For each wanted document the row that is its own if it has one; compare `documents` there. Never without any.

        A search for each, or a table of all documents: kept for common terms, else made for the occasion.
        """
        if len(wanted) * _FEW < len(self.documents) and not is_common(len(self.documents), self.count):
            at = np.searchsorted(self.documents, wanted)
            at[at == len(self.documents)] = 0
            return at
        return self._table[wanted]

    def starts(self, rows: Numbers, distance: int) -> NDArray[np.int64]:
        """Where runs would begin in which the term comes at this distance: place in `rows`, and place in the text."""
        at, counts = members(self.start, rows)
        numbers = np.repeat(np.arange(len(rows)) << _PLACE_BITS, counts)
        numbers += self.places[at]
        numbers -= distance
        return numbers

    def signatures(self, rows: Numbers, distance: int) -> NDArray[np.uint64]:
        """For each row 64 bits: which remainders by 64 the places have where runs would begin (see `starts`)."""
        held, turn = self._signatures[rows], distance % _SIGNATURE_BITS
        return held >> np.uint64(turn) | held << np.uint64(_SIGNATURE_BITS - turn) if turn else held

    @cached_property
    def _signatures(self) -> NDArray[np.uint64]:
        bits = np.uint64(1) << (self.places % _SIGNATURE_BITS).astype(np.uint64)
        return np.bitwise_or.reduceat(bits, self.start[:-1].astype(np.intp))

    @cached_property
    def _table(self) -> Numbers:
        return _table_of(self.documents, self.count)


def in_both(one: Numbers, other: Numbers, count: int) -> tuple[Numbers, Numbers]:
    """Where the documents that are in both (ascending) stand in the one and in the other."""
    at = _table_of(one, count)[other] if len(one) else np.empty(0, np.intp)
    rows = np.flatnonzero(one[at] == other) if len(one) else at
    return at[rows], rows


def _table_of(documents: Numbers, count: int) -> Numbers:
    """For every document of the view its place among these; 0 for others too."""
    table = np.zeros(count, np.intp)
    table[documents] = np.arange(len(documents))
    return table


def rows_of_starts(starts: NDArray[np.int64]) -> Numbers:
    """The place in `rows` of what `Standing.starts` made."""
    return starts >> _PLACE_BITS


def any_standing(standings: list[Standing]) -> Standing:
    """Where any of the terms stands."""
    if len(standings) == 1:
        return standings[0]
    keys = [(np.repeat(one.documents, one.start[1:] - one.start[:-1]) << _PLACE_BITS) + one.places for one in standings]
    joined = np.unique(np.concatenate(keys))
    numbers = joined >> _PLACE_BITS
    first = changes(numbers)
    counts = np.diff(np.append(first, len(joined)))
    places = (joined & ((1 << _PLACE_BITS) - 1)).astype(np.uint32)
    return Standing(numbers[first], starts_of(counts), places, standings[0].count)


def is_common(holders: int, count: int) -> bool:
    """Whether a column of all documents is worth its room."""
    return holders * _COMMON > count
