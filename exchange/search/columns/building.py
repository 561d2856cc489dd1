"""Documents into the arrays of a segment."""

from collections.abc import Iterable

from exchange.search.columns.documents import document_arrays
from exchange.search.columns.draft import Draft
from exchange.search.columns.inverting import Inverter
from exchange.search.columns.layout import Arrays
from exchange.search.inverted import card_of
from exchange.search.port import SearchDocument


def arrays_of(documents: Iterable[SearchDocument]) -> Arrays:
    """Everything that a segment knows of these documents, numbered in this order."""
    return draft_of(documents).whole()


def draft_of(documents: Iterable[SearchDocument]) -> Draft:
    """The same, to be written stream by stream; no document is held once it was taken in."""
    inverter, cards = Inverter(), []
    for document in documents:
        inverter.add(document)
        cards.append(card_of(document))
    return Draft({"lengths": inverter.lengths} | document_arrays(cards), inverter.stream)
