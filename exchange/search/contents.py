"""What a reader's part of a commit holds, as a few numbers: equal ones mean equal answers (decision 0060)."""

from collections.abc import Hashable
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from exchange.search.columns.segment import Segment
from exchange.search.columns.view import View

_HALVES = 2
_kept: WeakKeyDictionary[View, dict[frozenset[str], Hashable]] = WeakKeyDictionary()
_MOST = 64  # circles of readers


def marks(segment: Segment) -> NDArray[np.uint64]:
    """The first half of each document's fingerprint: another one for another content, audience or key."""
    halves: NDArray[np.uint64] = _fingerprints(segment)[:, 0]
    return halves


def contents(view: View, audience: frozenset[str]) -> Hashable:
    """How many documents a reader with these tokens may see, and the sums of their fingerprints.

    An answer depends on nothing else of the commit (trust.md I2): not on what others read, on the order in which
    documents were indexed, or on the segments that they lie in.
    """
    kept = _kept.setdefault(view, {})
    if audience not in kept:
        while len(kept) >= _MOST:
            kept.pop(next(iter(kept)), None)
        kept[audience] = _summed(view, view.visible(audience).flags)
    return kept[audience]


def _summed(view: View, flags: NDArray[np.bool_]) -> Hashable:
    count, sums = 0, np.zeros(_HALVES, np.uint64)
    for base, segment in zip(view.bases, view.segments, strict=False):
        seen = _fingerprints(segment)[flags[base : base + segment.count]]
        count += len(seen)
        sums += seen.sum(axis=0, dtype=np.uint64)
    return count, *sums.tolist()


def _fingerprints(segment: Segment) -> NDArray[np.uint64]:
    return np.ascontiguousarray(segment.arrays["fingerprints"]).view("<u8").reshape(-1, _HALVES)
