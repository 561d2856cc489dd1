"""Numbers of owners: a practice has the same number in every segment, and keeps it from commit to commit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from exchange.search.columns.holders import Numbers
from exchange.search.columns.segment import Segment

_MOST_LATER = 1_000  # owners numbered one by one; then all are numbered anew


@dataclass(frozen=True)
class Owners:
    """Sorting the owners of 100,000 documents takes 3 ms, so a small commit only numbers those of its own segment.

    Attributes:
        hashes: of the owners that were numbered together, ascending; the place is the number.
        later: hash and number of those that came since.
        of: by segment the number of each document's owner.
    """

    hashes: NDArray[np.uint64]
    later: Mapping[int, int]
    of: Mapping[str, Numbers]

    @property
    def count(self) -> int:
        """One more than the highest number; owners that have gone may leave theirs unused."""
        return len(self.hashes) + len(self.later)


def owners_of(segments: Sequence[Segment], before: Owners | None) -> Owners:
    """The owners of these segments; what the commit before knows of them is used again."""
    fresh = [segment for segment in segments if before is None or segment.name not in before.of]
    if before is None or len(before.later) + sum(segment.count for segment in fresh) > _MOST_LATER:
        return _numbered_anew(segments)
    later = dict(before.later)
    of = {segment.name: before.of[segment.name] for segment in segments if segment not in fresh}
    return Owners(before.hashes, later, of | {segment.name: _numbered(segment, before, later) for segment in fresh})


def _numbered_anew(segments: Sequence[Segment]) -> Owners:
    hashes = [segment.arrays["owners.hash"] for segment in segments]
    different, numbers = np.unique(np.concatenate(hashes), return_inverse=True)
    tables = np.split(numbers, np.cumsum([len(held) for held in hashes])[:-1])
    of = {segment.name: table[segment.arrays["owner"]] for table, segment in zip(tables, segments, strict=True)}
    return Owners(different, {}, of)


def _numbered(segment: Segment, before: Owners, later: dict[int, int]) -> Numbers:
    """The documents' owners by number; those that no one knows yet get the next ones."""
    hashes = segment.arrays["owners.hash"]
    places = np.searchsorted(before.hashes, hashes).tolist()
    numbers = []
    for number, hashed in zip(places, hashes.tolist(), strict=True):
        is_known = number < len(before.hashes) and int(before.hashes[number]) == hashed
        numbers.append(number if is_known else later.setdefault(hashed, len(before.hashes) + len(later)))
    table: Numbers = np.array(numbers, np.intp)[segment.arrays["owner"]]
    return table
