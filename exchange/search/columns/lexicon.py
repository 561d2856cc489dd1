"""The arrays by which the terms of a stream are found."""

from collections.abc import Sequence

from exchange.search.columns.deletions import deletion_arrays
from exchange.search.columns.layout import Arrays
from exchange.search.columns.texts import hash_arrays, text_arrays
from exchange.search.inverted import Field


def lexicon_arrays(stream: Field, terms: Sequence[bytes]) -> Arrays:
    """For terms in ascending order."""
    made = text_arrays(stream, terms) | hash_arrays(stream, terms)
    if stream is Field.SPELLED:
        made |= deletion_arrays(terms)
    return made
