"""What a part of an index (a segment, or the whole of a small one) can be asked."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from exchange.search.inverted import Card, Field
from exchange.search.port import MEMBERS, PUBLIC
from exchange.search.ranking import Census
from exchange.search.spelling import Vocabulary

OPEN_CLASSES = (frozenset({PUBLIC}), frozenset({MEMBERS}), frozenset({PUBLIC, MEMBERS}))


@dataclass(frozen=True, slots=True)
class Postings:
    """The living documents that hold a term, ascending, each with its weight."""

    documents: Sequence[int] = ()
    weights: Sequence[float] = ()
    holders: Mapping[frozenset[str], int] = field(default_factory=dict)  # open documents among them, by open class


NO_POSTINGS = Postings()


class Leaf(Protocol):
    """Numbered documents with their terms. Deleted ones have no card and stand in no postings."""

    @property
    def cards(self) -> Sequence[Card | None]:
        """The cards by document number."""

    @property
    def lengths(self) -> Sequence[int]:
        """Words by document number."""

    def postings(self, stream: Field, term: str) -> Postings:
        """Who holds the term."""

    def titles(self) -> Sequence[str]:
        """By document number: `completing.searchable_title` of its title."""

    def spellings(self) -> Vocabulary:
        """Every word of the leaf with its spellings, deleted and unseen documents' words too: check each before use."""

    def positions(self, stream: Field, term: str, documents: Sequence[int]) -> Mapping[int, Sequence[int]]:
        """Where the term stands in those of the documents that hold it."""

    def visible(self, audience: frozenset[str]) -> Sequence[int]:
        """By document number: 1 where a reader with these tokens may see the living document."""

    def census(self, open_class: frozenset[str]) -> Census:
        """Number and length of the living documents that the open class reads."""


def open_class(audience: frozenset[str]) -> frozenset[str]:
    """The part of a reader's tokens that decides which documents may shape statistics."""
    return audience & OPEN_CLASSES[-1]


def make_postings(documents: "array[int]", weights: "array[float]", cards: Sequence[Card | None]) -> Postings:
    """Postings of living documents, with the open ones counted for each class."""
    alive = [at for at, number in enumerate(documents) if cards[number] is not None]
    if len(alive) < len(documents):
        documents = array("I", [documents[at] for at in alive])
        weights = array("f", [weights[at] for at in alive])
    return Postings(documents, weights, {tokens: _holders(documents, cards, tokens) for tokens in OPEN_CLASSES})


def _holders(documents: Sequence[int], cards: Sequence[Card | None], tokens: frozenset[str]) -> int:
    return sum(1 for number in documents if (card := cards[number]) is not None and card.is_open_to(tokens))


def visible_mask(cards: Sequence[Card | None], audience: frozenset[str]) -> bytearray:
    """The mask of `Leaf.visible`."""
    return bytearray(card is not None and not card.audience.isdisjoint(audience) for card in cards)


def census_of(cards: Sequence[Card | None], tokens: frozenset[str]) -> Census:
    """The count of `Leaf.census`."""
    lengths = [card.length for card in cards if card is not None and card.is_open_to(tokens)]
    return Census(len(lengths), sum(lengths))
