"""Filters and counts: what passes, and how many groups each value would leave."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from exchange.search.inverted import Card
from exchange.search.prepared import admits
from exchange.search.query import Clause


@dataclass(frozen=True, slots=True)
class Filters:
    """Chosen values by dimension (any of one, all dimensions together), and the narrowings typed in the query."""

    chosen: Mapping[str, frozenset[str]]
    narrowings: tuple[Clause, ...] = ()

    def failed(self, card: Card) -> Sequence[str]:
        """The dimensions whose filter the card does not pass."""
        if not self.chosen:
            return ()
        return [
            str(dimension)
            for dimension, values in self.chosen.items()
            if values and values.isdisjoint(card.facets.get(dimension, ()))
        ]

    def is_narrowed_out(self, card: Card) -> bool:
        """Whether a narrowing in the query text keeps the card out."""
        return bool(self.narrowings) and not all(admits(narrowing, card) for narrowing in self.narrowings)


class FacetCounter:
    """Counts groups by value, each dimension without its own filter."""

    def __init__(self) -> None:
        self._owners: dict[str, dict[str, set[str]]] = {}

    def count(self, card: Card, owner: str, failed: Sequence[str]) -> None:
        """Count a document that fails the filters of these dimensions; more than one, and no dimension counts it."""
        if len(failed) > 1:
            return
        for dimension in failed or card.facets:
            _note(self._owners.setdefault(dimension, {}), card.facets.get(dimension, ()), owner)

    def counts(self) -> Mapping[str, Mapping[str, int]]:
        """Dimension → value → number of groups, commonest first."""
        return {dimension: _counted(owners) for dimension, owners in sorted(self._owners.items()) if owners}


def _note(owners: dict[str, set[str]], values: Iterable[str], owner: str) -> None:
    for value in values:
        held = owners.get(value)
        if held is None:
            owners[value] = {owner}
        else:
            held.add(owner)


def _counted(owners: Mapping[str, set[str]]) -> dict[str, int]:
    counts = [(value, len(held)) for value, held in owners.items()]
    return dict(sorted(counts, key=lambda pair: (-pair[1], pair[0])))
