"""Where terms stand in a segment; it is found out once for as long as the segment is open, through all commits."""

import numpy as np

from exchange.search.columns.holders import Standing, any_standing
from exchange.search.columns.kept import Kept, once
from exchange.search.columns.segment import Segment
from exchange.search.columns.texts import encoded
from exchange.search.inverted import Field

_KEPT_NUMBERS = 15  # for each document
_FEWEST = 1_000


def standing_in(segment: Segment, stream: Field, terms: frozenset[str]) -> Standing:
    """Where any of the terms stands, in deleted documents too; kept for hot ones."""
    kept = _kept(segment)
    found = kept.get((stream, terms))
    if found is None:
        found = any_standing([_placed(segment, stream, encoded(term)) for term in sorted(terms)])
        kept.keep((stream, terms), found, found.size)
    return found


@once
def _kept(segment: Segment) -> Kept[tuple[Field, frozenset[str]], Standing]:
    return Kept(_KEPT_NUMBERS * segment.count + _FEWEST)


def _placed(segment: Segment, stream: Field, term: bytes) -> Standing:
    postings = segment.postings(stream, term)
    if postings is None:
        return Standing(np.empty(0, np.intp), np.zeros(1, np.uint32), np.empty(0, np.uint32), segment.count)
    start, values = segment.places(stream, term)
    numbers = postings.documents.astype(np.intp)
    return Standing(numbers, start - start[0], values[start[0] : start[-1]], segment.count)
