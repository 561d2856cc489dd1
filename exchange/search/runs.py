"""Words side by side: which documents of a leaf hold a run of terms, and how often."""

from collections.abc import Mapping, Sequence

from exchange.search.inverted import Field
from exchange.search.leaf import Leaf
from exchange.search.prepared import Run


def run_frequencies(leaf: Leaf, run: Run) -> Mapping[int, float]:
    """Document number → how often the run stands in it; one word counts with the weight of its places."""
    if not run.sequence:
        return {}
    if len(run.sequence) == 1:
        return _single(leaf, run.field, run.sequence[0])
    holders = [_holders(leaf, run.field, alternatives) for alternatives in run.sequence]
    shared = sorted(set.intersection(*holders))
    starts = _positions(leaf, run.field, run.sequence[0], shared) if shared else {}
    for distance, alternatives in enumerate(run.sequence[1:], start=1):
        if not starts:
            break
        found = _positions(leaf, run.field, alternatives, sorted(starts))
        starts = {
            number: kept
            for number, places in starts.items()
            if (kept := {place for place in places if place + distance in found.get(number, ())})
        }
    return {number: float(len(places)) for number, places in starts.items()}


def _single(leaf: Leaf, stream: Field, alternatives: frozenset[str]) -> Mapping[int, float]:
    total: dict[int, float] = {}
    for term in sorted(alternatives):
        postings = leaf.postings(stream, term)
        for number, weight in zip(postings.documents, postings.weights, strict=True):
            total[number] = max(total.get(number, 0.0), weight)
    return total


def _holders(leaf: Leaf, stream: Field, alternatives: frozenset[str]) -> set[int]:
    found: set[int] = set()
    for term in alternatives:
        found.update(leaf.postings(stream, term).documents)
    return found


def _positions(leaf: Leaf, stream: Field, alternatives: frozenset[str], numbers: Sequence[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for term in alternatives:
        for number, places in leaf.positions(stream, term, numbers).items():
            found.setdefault(number, set()).update(places)
    return found
