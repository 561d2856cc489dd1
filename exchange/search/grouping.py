"""Documents that answer, gathered into hits, one per practice; only the page that is shown is ever put in order."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from exchange.search.columns.holders import Numbers
from exchange.search.columns.view import View
from exchange.search.port import Sort, SortKey

_SORT_KEYS = {
    Sort.NEWEST: SortKey.PUBLISHED,
    Sort.DISCUSSED: SortKey.DISCUSSED,
    Sort.ADOPTED: SortKey.ADOPTED,
    Sort.EVIDENCE: SortKey.EVIDENCE,
}
_MANY, _BLOCK = 4_096, 64
_AHEAD = 4  # so many documents are looked at for each hit wanted, because one practice has several versions
Column = NDArray[np.floating]


@dataclass(frozen=True)
class Groups:
    """Documents with their scores, to be shown one per owner."""

    view: View
    documents: Numbers
    scores: Column

    @property
    def total(self) -> int:
        """How many owners there are."""
        if not self.view.has_versions:
            return len(self.documents)
        owners, count = self.view.owners
        flags = np.zeros(count, np.bool_)
        flags[owners[self.documents]] = True
        return int(np.count_nonzero(flags))

    def page(self, sort: Sort, wanted: int, *, by_score: bool) -> list[int]:
        """Places (in `documents`) of the best document of the first owners, best owner first.

        Equal ones stand newest first, then by language and a hash of their key: never by place in the index (I2).
        """
        by_key = _SORT_KEYS.get(sort, SortKey.PUBLISHED)
        ranked: Column = self.scores if by_score else self.view.sort_values(by_key)[self.documents]
        reach = wanted * (_AHEAD if self.view.has_versions else 1)
        while True:
            found = self._first_owners(ranked, reach, by_score=by_score)
            if len(found) >= wanted or reach >= len(self.documents):
                return found[:wanted]
            reach *= _AHEAD

    def _first_owners(self, ranked: Column, reach: int, *, by_score: bool) -> list[int]:
        """The owners of the first `reach` documents and of those equal to the last of them."""
        if not self.view.has_versions:
            return self._ordered(self._top(ranked, reach), ranked)
        owners = self.view.owners[0][self.documents]
        if by_score:  # what is left out stands behind: of a lower rank, or older where, as for no words, all are equal
            return self._gathered(self._top(ranked, reach), ranked, owners)
        near = np.flatnonzero(ranked >= _least(ranked, reach))
        # The best version of an owner may rank lower than the one that brought it here.
        return self._gathered(np.flatnonzero(np.isin(owners, np.unique(owners[near]))), ranked, owners)

    def _gathered(self, near: Numbers, ranked: Column, owners: Numbers) -> list[int]:
        value: dict[int, float] = {}
        best: dict[int, int] = {}
        for at in self._ordered(near, self.scores):
            best.setdefault(int(owners[at]), at)
            value[int(owners[at])] = max(value.get(int(owners[at]), -np.inf), float(ranked[at]))
        places = np.array(list(best.values()), np.intp)
        found: list[int] = self._in_order(places, np.array(list(value.values()), np.float64)).tolist()
        return found

    def _top(self, ranked: Column, wanted: int) -> Numbers:
        """The best by rank; of equal ones the newest. More than wanted only when even their dates are equal."""
        near = np.flatnonzero(ranked >= _least(ranked, wanted))
        if len(near) <= wanted:
            return near
        published = self.view.sort_values(SortKey.PUBLISHED)[self.documents[near]]
        sure = ranked[near] > ranked[near].min()
        rest = np.flatnonzero(~sure)
        missing = wanted - int(np.count_nonzero(sure))
        tied = rest[published[rest] >= _least(published[rest], missing)]
        best: Numbers = near[np.concatenate([np.flatnonzero(sure), tied])]
        return best

    def _ordered(self, places: Numbers, ranked: Column) -> list[int]:
        found: list[int] = self._in_order(places, ranked[places]).tolist()
        return found

    def _in_order(self, places: Numbers, rank: Column) -> Numbers:
        documents = self.documents[places]
        published = self.view.sort_values(SortKey.PUBLISHED)[documents]
        among_equals = self.view.marks[documents], self.view.languages[documents]
        ordered: Numbers = places[np.lexsort((*among_equals, -published, -rank))]
        return ordered


def _least(ranked: Column, wanted: int) -> float:
    """The rank of the last of the best."""
    if wanted >= len(ranked) or not len(ranked):
        return -np.inf
    if len(ranked) > _MANY and 0 < wanted <= len(ranked) // _BLOCK:
        # So many groups have a greatest that high, hence so many documents: the rest is not looked at (78 → 20 µs). A
        # group is every n-th document, because numpy compares rows (5 µs for 30,000) faster than within them (29).
        greatest = ranked[: len(ranked) // _BLOCK * _BLOCK].reshape(_BLOCK, -1).max(axis=0)
        ranked = ranked[ranked >= np.partition(greatest, len(greatest) - wanted)[len(greatest) - wanted]]
    return float(np.partition(ranked, len(ranked) - wanted)[len(ranked) - wanted]) if wanted > 0 else np.inf
