"""A stream put together from parts: each part holds the postings of some terms, worked out while the rest waits."""

from array import array
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from exchange.search.columns.layout import Arrays
from exchange.search.columns.lexicon import lexicon_arrays
from exchange.search.columns.ragged import starts_of
from exchange.search.inverted import Field

AT_ONCE = 1 << 20  # postings or occurrences in a part: a segment has twenty million, and each step needs them again


class Part(NamedTuple):
    """Postings by term, then by document."""

    counts: NDArray[np.intp]  # of postings, for each term of the whole stream
    documents: NDArray[np.uint32]
    weights: NDArray[np.float32]
    places: NDArray[np.uint32]
    place_counts: NDArray[np.integer]  # of each posting


def stream_of(name: Field, texts: Sequence[bytes], parts: Iterable[Part]) -> Arrays:
    """The arrays of a stream. Of the terms (ascending) those that no document holds are left out."""
    counts = np.zeros(len(texts), np.intp)
    documents, weights, places, place_counts = array("I"), array("f"), array("I"), array("I")
    for part in parts:
        counts += part.counts
        _add(documents, part.documents)
        _add(weights, part.weights)
        _add(places, part.places)
        _add(place_counts, part.place_counts.astype(np.uint32))
    made: Arrays = {
        f"{name}.start": starts_of(counts[counts > 0]),
        f"{name}.documents": np.frombuffer(documents, np.uint32),
        f"{name}.weights": np.frombuffer(weights, np.float32),
    }
    if name.has_positions:
        made[f"{name}.places"] = np.frombuffer(places, np.uint32)
        made[f"{name}.places.start"] = starts_of(np.frombuffer(place_counts, np.uint32))
    return made | lexicon_arrays(name, [text for text, count in zip(texts, counts.tolist(), strict=True) if count])


def _add(held: "array[int] | array[float]", numbers: np.ndarray) -> None:
    """An array of Python grows where it is; joining all parts at the end would need them twice."""
    held.frombytes(np.ascontiguousarray(numbers).view(np.uint8).data)
