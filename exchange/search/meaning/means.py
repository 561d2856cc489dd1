"""The middle of each document's vectors, held in memory for a first glance: 540 bytes for each document."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from exchange.search.meaning.encoder import DIMENSIONS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Places = NDArray[np.int64]
    Marks = NDArray[np.uint64]

_ROOM = 4_096  # rows more than are needed; memory that nobody has written to is not taken


@dataclass(frozen=True)
class Middle:
    """One document of the store."""

    number: int
    mark: int  # see `contents.marks`
    scale: float
    row: bytes


@dataclass(frozen=True)
class Means:
    """Row by row, in the order of their numbers; what the store holds no longer may still have a row.

    Attributes:
        version: another one where any row is another.
        count: rows in use; a later version may write behind them, never into them.
    """

    version: int
    count: int
    matrix: "NDArray[np.int8]"
    scales: "NDArray[np.float32]"
    numbers: "NDArray[np.int64]"
    marks: "Marks"

    @classmethod
    def empty(cls, version: int, room: int = 0) -> "Means":
        """Nothing yet, with room for so many rows and some more."""
        import numpy as np  # noqa: PLC0415 - only those who ask by meaning pay for it

        most = room + _ROOM
        kinds = np.empty(most, np.float32), np.empty(most, np.int64), np.empty(most, np.uint64)
        return cls(version, 0, np.empty((most, DIMENSIONS), np.int8), *kinds)

    @property
    def last(self) -> int:
        """The number of the newest document."""
        return int(self.numbers[self.count - 1]) if self.count else 0

    def extended(self, fresh: Iterable[Middle], version: int) -> "Means":
        """With these documents behind the others. Only the newest version may be extended, by one thread at a time."""
        import numpy as np  # noqa: PLC0415 - see above

        found = list(fresh)
        end = self.count + len(found)
        wide = self if end <= len(self.matrix) else self._copied(end)
        added = slice(self.count, end)
        wide.matrix[added] = np.frombuffer(b"".join(one.row for one in found), np.int8).reshape(-1, DIMENSIONS)
        wide.scales[added] = [one.scale for one in found]
        wide.numbers[added] = [one.number for one in found]
        wide.marks[added] = np.array([one.mark for one in found], np.uint64)
        return replace(wide, version=version, count=end)

    def places(self, marks: "Marks") -> "Places":
        """The rows of the documents with these marks; -1 for one without."""
        import numpy as np  # noqa: PLC0415 - see above

        known, order = self._ascending
        if not len(known):
            return np.full(len(marks), -1, np.int64)
        at = np.maximum(np.searchsorted(known, marks, side="right") - 1, 0)  # of two with one mark the newer
        return np.where(known[at] == marks, order[at], -1)

    @cached_property
    def _ascending(self) -> "tuple[Marks, Places]":
        order = self.marks[: self.count].argsort(kind="stable")
        return self.marks[order], order

    def _copied(self, count: int) -> "Means":
        wide = Means.empty(self.version, count + count // 4)
        for name in ("matrix", "scales", "numbers", "marks"):
            getattr(wide, name)[: self.count] = getattr(self, name)[: self.count]
        return wide
