"""What stands beside the terms of each document: keys, titles, owners, audiences, facets, numbers to sort by."""

from collections.abc import Sequence

import numpy as np

from exchange.kernel.languages import Language
from exchange.search.columns.layout import SORT_KEYS, Arrays
from exchange.search.columns.ragged import starts_of
from exchange.search.columns.texts import encoded, hash_arrays, hashes_of, text_arrays
from exchange.search.inverted import Card

LANGUAGES = tuple(Language)
AUDIENCE_SEPARATOR = "\n"
_FINGERPRINT_BYTES = 16


def document_arrays(cards: Sequence[Card]) -> Arrays:
    """The arrays of these documents, in this order."""
    made: Arrays = {
        "sort": np.array([[card.sort_values.get(key, 0.0) for key in SORT_KEYS] for card in cards], np.float64).reshape(
            -1, len(SORT_KEYS)
        ),
        "language": np.array([LANGUAGES.index(card.language) for card in cards], np.uint8),
        "fingerprints": np.frombuffer(b"".join(bytes.fromhex(card.fingerprint) for card in cards), np.uint8).reshape(
            -1, _FINGERPRINT_BYTES
        ),
    }
    keys = [encoded(card.key) for card in cards]
    made |= text_arrays("keys", keys) | hash_arrays("keys", keys)
    made |= text_arrays("titles", [encoded(card.title) for card in cards])
    owners, made["owner"] = numbered([encoded(card.owner) for card in cards])
    made |= text_arrays("owners", owners) | {"owners.hash": hashes_of(owners)}
    audiences, made["audience"] = numbered([_audience(card) for card in cards])
    made |= text_arrays("audiences", audiences)
    for dimension in sorted({name for card in cards for name in card.facets}):
        made |= facet_arrays(dimension, [card.facets.get(dimension, ()) for card in cards])
    return made


def facet_arrays(dimension: str, rows: Sequence[Sequence[str]]) -> Arrays:
    """One dimension: the values of each document."""
    values, codes = numbered([encoded(value) for row in rows for value in row])
    return {
        f"facet.{dimension}.start": starts_of(np.array([len(row) for row in rows], np.int64)),
        f"facet.{dimension}.values": codes,
    } | text_arrays(f"facet.{dimension}", values)


def numbered(texts: Sequence[bytes]) -> tuple[list[bytes], "np.ndarray"]:
    """The different texts in ascending order, and the number of each text among them."""
    different = sorted(set(texts))
    number = {text: at for at, text in enumerate(different)}
    return different, np.array([number[text] for text in texts], np.uint32)


def _audience(card: Card) -> bytes:
    return encoded(AUDIENCE_SEPARATOR.join(sorted(card.audience)))
