"""Documents that answer, gathered into hits, one per practice; only the page that is shown is ever put in order."""

from dataclasses import dataclass
from typing import Any

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
Keys = NDArray[np.floating] | NDArray[np.unsignedinteger]


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
        if not wanted or not len(ranked):
            return []
        if not self.view.has_versions:
            return _listed(self._first(self.documents, ranked, wanted))
        return self._by_score(wanted) if by_score else self._by_key(ranked, wanted)

    def _by_score(self, wanted: int) -> list[int]:
        """The best document of each owner among the first: its other versions stand behind it."""
        owners = self.view.owners[0]
        reach = wanted * _AHEAD
        while True:
            first = self._first(self.documents, self.scores, reach)
            best: dict[int, int] = {}
            for owner, at in zip(owners[self.documents[first]].tolist(), first.tolist(), strict=True):
                best.setdefault(owner, at)
            if len(best) >= wanted or reach >= len(self.documents):
                return list(best.values())[:wanted]
            reach *= _AHEAD

    def _by_key(self, ranked: Column, wanted: int) -> list[int]:
        """Owners by the highest of their versions, which may not be the one that is shown."""
        owners, count = self.view.owners
        own = owners[self.documents]
        values = np.full(count, -np.inf)
        np.maximum.at(values, own, ranked)
        may = np.flatnonzero(values[own] >= _least(values, wanted))
        best = self._best_versions(may, own[may])
        return _listed(best[self._first(self.documents[best], values[own[best]], wanted)])

    def _best_versions(self, places: Numbers, own: Numbers) -> Numbers:
        """Of each owner the document with the highest score; of equal ones the newest, and so on."""
        documents, left = self.documents[places], np.arange(len(places))
        for column in (None, *self._deciding):
            held = self.scores[places[left]] if column is None else _high(column[documents[left]])
            most = np.full(self.view.owners[1], held.min())
            np.maximum.at(most, own[left], held)
            left = left[held == most[own[left]]]
        return places[left]

    def _first(self, documents: Numbers, rank: Column, wanted: int) -> Numbers:
        """Where the first of these documents stand, best rank first; of equal ones no more are put in order."""
        near = np.flatnonzero(rank >= _least(rank, wanted))
        if len(near) > wanted:
            near = near[self._foremost(documents[near], rank[near], wanted)]
        documents = documents[near]
        keys = rank[near], *(_high(column[documents]) for column in self._deciding)
        ordered: Numbers = near[np.lexsort(keys[::-1])[::-1]]
        return ordered

    def _foremost(self, documents: Numbers, rank: Column, wanted: int) -> Numbers:
        """Where so many of the highest stand, in no order."""
        sure, tied = np.empty(0, np.intp), np.arange(len(documents))
        for column in (None, *self._deciding):
            held = rank if column is None else _high(column[documents[tied]])
            least = _least(held, wanted - len(sure))
            sure, tied = np.concatenate([sure, tied[held > least]]), tied[held == least]
            if len(sure) + len(tied) <= wanted:
                break
        return np.concatenate([sure, tied])[:wanted]

    @property
    def _deciding(self) -> tuple[Keys, ...]:
        """What decides among documents of equal rank: the date, the language, the hash of the key."""
        return self.view.sort_values(SortKey.PUBLISHED), self.view.languages, self.view.marks


def _high(held: Keys) -> Keys:
    """The newest, but the first language and the lowest hash, are the highest."""
    return held if held.dtype.kind == "f" else np.invert(held)


def _listed(places: Numbers) -> list[int]:
    found: list[int] = places.tolist()
    return found


def _least(ranked: Keys, wanted: int) -> Any:  # a number of the array: one of 64 bits does not fit into a float
    """The rank of the last of the best; never asked for none."""
    if wanted >= len(ranked):
        return -np.inf
    if len(ranked) > _MANY and wanted <= len(ranked) // _BLOCK:
        # So many groups have a greatest that high, hence so many documents: the rest is not looked at (78 → 20 µs). A
        # group is every n-th document, because numpy compares rows (5 µs for 30,000) faster than within them (29).
        greatest = ranked[: len(ranked) // _BLOCK * _BLOCK].reshape(_BLOCK, -1).max(axis=0)
        ranked = ranked[ranked >= np.partition(greatest, len(greatest) - wanted)[len(greatest) - wanted]]
    return np.partition(ranked, len(ranked) - wanted)[len(ranked) - wanted]
