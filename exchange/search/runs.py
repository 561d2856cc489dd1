"""Words side by side: which documents hold a run of terms, and how often."""

from functools import reduce

import numpy as np
from numpy.typing import NDArray

from exchange.search.columns.view import Numbers, Term, View
from exchange.search.inverted import Field
from exchange.search.prepared import Run

_PLACE_BITS = 32
NOBODY = Term(np.empty(0, np.intp), np.empty(0, np.float32))


def run_frequencies(view: View, run: Run) -> Term:
    """Who holds the run, and how often; one word counts with the weight of its places."""
    if not run.sequence:
        return NOBODY
    if len(run.sequence) == 1:
        return any_of(view, run.field, run.sequence[0])
    holders = [any_of(view, run.field, alternatives).documents for alternatives in run.sequence]
    shared = _in_all(view, holders)
    if not len(shared):
        return NOBODY
    # The rarest word first: its places are few, and the others are only asked whether they stand beside them.
    order = sorted(range(len(holders)), key=lambda at: len(holders[at]))
    found = reduce(_shared, (_starts(view, run, at, shared) for at in order))
    documents, counts = np.unique(found >> _PLACE_BITS, return_counts=True)
    return Term(documents.astype(np.intp), counts.astype(np.float32))


def any_of(view: View, stream: Field, alternatives: frozenset[str]) -> Term:
    """Who holds any of the terms; the greatest weight counts."""
    terms = [view.term(stream, term) for term in sorted(alternatives)]
    held = [term for term in terms if len(term.documents)]
    if len(held) <= 1:
        return held[0] if held else NOBODY
    weights = np.zeros(view.count, np.float32)
    for term in held:
        weights[term.documents] = np.maximum(weights[term.documents], term.weights)
    documents = np.flatnonzero(weights > 0)
    return Term(documents, weights[documents])


def _shared(few: NDArray[np.int64], many: NDArray[np.int64]) -> NDArray[np.int64]:
    """Those of the first that stand in the second; both ascending."""
    if not len(many):
        return many
    at = np.searchsorted(many, few)
    at[at == len(many)] = 0
    kept: NDArray[np.int64] = few[many[at] == few]
    return kept


def _in_all(view: View, holders: list[Numbers]) -> Numbers:
    first, *others = sorted(holders, key=len)
    for other in others:
        flags = np.zeros(view.count, np.bool_)
        flags[other] = True
        first = first[flags[first]]
    return first


def _starts(view: View, run: Run, distance: int, documents: Numbers) -> NDArray[np.int64]:
    """Where the run would begin if the word at this distance belonged to it: document and place in one number."""
    keys = []
    for term in run.sequence[distance]:
        numbers, places = view.places(run.field, term, documents)
        keys.append((numbers << _PLACE_BITS) + places.astype(np.int64) - distance)
    return keys[0] if len(keys) == 1 else np.unique(np.concatenate(keys))
