"""Filters and counts: what passes, and how many practices each value would leave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from exchange.kernel.languages import fold
from exchange.search.columns.facet import Facet
from exchange.search.columns.holders import Numbers
from exchange.search.columns.view import View
from exchange.search.port import Dimension
from exchange.search.query import Clause, Narrowing

_DIMENSIONS = {
    Narrowing.BY: Dimension.MINISTRY,
    Narrowing.COUNTRY: Dimension.COUNTRY,
    Narrowing.AFTER: Dimension.YEAR,
    Narrowing.BEFORE: Dimension.YEAR,
}


@dataclass(frozen=True)
class Filtered:
    """The chosen values (any of one dimension, all dimensions together) asked of the documents of a result."""

    view: View
    chosen: Mapping[str, frozenset[str]]
    documents: Numbers

    @cached_property
    def passing(self) -> NDArray[np.bool_]:
        """By place in the result: whether the document passes every filter."""
        passing: NDArray[np.bool_] = self.view.passing(self.chosen)[self.documents]
        return passing

    def passing_but(self, dimension: str) -> NDArray[np.bool_]:
        """The documents that a dimension counts: its own filter is left out."""
        others = {name: values for name, values in self.chosen.items() if name != dimension}
        passing: NDArray[np.bool_] = self.view.passing(others)[self.documents]
        return passing


def narrowed(view: View, narrowings: Sequence[Clause]) -> NDArray[np.bool_] | None:
    """Which documents pass `by:`, `country:`, `after:` and `before:`; None when nothing narrows."""
    passing: NDArray[np.bool_] | None = None
    for clause in narrowings:
        if clause.narrows is None:
            continue
        facet = view.facet(_DIMENSIONS[clause.narrows])
        holds = facet.holding([name for name in facet.names if _is_meant(clause, name)]) != clause.is_excluded
        passing = holds if passing is None else passing & holds
    return passing


def _is_meant(clause: Clause, name: str) -> bool:
    if clause.narrows in {Narrowing.BY, Narrowing.COUNTRY}:
        return fold(name) == fold(clause.text)
    if not name.isdecimal():
        return False
    is_later = int(name) >= int(clause.text)
    return is_later if clause.narrows is Narrowing.AFTER else not is_later


def filtered(view: View, chosen: Mapping[str, frozenset[str]], documents: Numbers) -> Filtered:
    """The values that were chosen, asked of the documents."""
    return Filtered(view, {str(dimension): values for dimension, values in chosen.items() if values}, documents)


def counts(view: View, documents: Numbers, passed: Filtered) -> Mapping[str, Mapping[str, int]]:
    """Dimension → value → number of owners, commonest first, each dimension without its own filter."""
    numbers: dict[str, NDArray[np.intp]] = {}
    common = documents if not passed.chosen else documents[passed.passing]
    numbers |= count_dimensions(view, [name for name in view.dimensions if name not in passed.chosen], common)
    for dimension in passed.chosen:
        numbers |= count_dimensions(view, [dimension], documents[passed.passing_but(dimension)])
    named = {name: _named(view.facet(name), numbers[name]) for name in view.dimensions}
    return {name: held for name, held in named.items() if held}


def count_dimensions(view: View, dimensions: Sequence[str], documents: Numbers) -> dict[str, NDArray[np.intp]]:
    """Several dimensions at once: those with one value per document are counted together, as cells of one table."""
    if view.has_versions:
        return _of_owners(view, dimensions, documents)
    found = {}
    for names, widths, codes in view.joint_facets(tuple(dimensions)):
        cells = np.bincount(codes[documents], minlength=int(np.prod(widths))).reshape(widths)
        for axis, name in enumerate(names):
            others = tuple(other for other in range(len(names)) if other != axis)
            found[name] = cells.sum(axis=others)[: len(view.facet(name).names)]
    return found | {name: view.facet(name).counts(documents) for name in dimensions if name not in found}


def _of_owners(view: View, dimensions: Sequence[str], documents: Numbers) -> dict[str, NDArray[np.intp]]:
    """How many different owners among the documents have each value."""
    owners, count = view.owners
    own = owners[documents]
    one_each = first_of_each(own, documents, count)
    return {
        name: view.facet(name).counts(one_each)
        if view.speaks_for_owner(name)
        else view.facet(name).owner_counts(documents, own, count)
        for name in dimensions
    }


def first_of_each(owners: NDArray[np.intp], documents: Numbers, count: int) -> Numbers:
    """One document of each owner."""
    model = np.full(count, -1, np.intp)
    model[owners] = documents
    found: Numbers = model[model >= 0]
    return found


def _named(facet: Facet, numbers: NDArray[np.intp]) -> dict[str, int]:
    held = [(facet.names[at], int(numbers[at])) for at in np.flatnonzero(numbers).tolist()]
    return dict(sorted(held, key=lambda pair: (-pair[1], pair[0])))
