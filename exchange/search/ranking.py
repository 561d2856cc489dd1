"""The numbers of ranking: BM25 with a bonus for documents that hold every word."""

import math
from dataclasses import dataclass

from exchange.search.port import MEMBERS, PUBLIC

K1 = 1.8
B = 0.3
TITLE_WEIGHT, SUMMARY_WEIGHT, BODY_WEIGHT = 4.0, 1.5, 1.0  # stored in the index: a change raises ANALYSIS_VERSION
STEM_WEIGHT = 1.0
BEGINNING_WEIGHT = 0.35  # first five letters: finds forms that the stripper misses
EXACT_WEIGHT = 0.15  # as written: a small push, an equal weight hurts
ALL_WORDS_BONUS = 0.3

OPEN_TOKENS = frozenset({PUBLIC, MEMBERS})  # a reader's circle: statistics come from what all of it may read (I2)


@dataclass(frozen=True, slots=True)
class Census:
    """How many documents everyone of the reader's circle may read, and how long they are together."""

    documents: int
    words: int

    @property
    def average_length(self) -> float:
        """Words per document; 1 for an empty index."""
        return max(self.words / self.documents, 1.0) if self.documents else 1.0

    def rarity(self, holders: int) -> float:
        """BM25's idf of a term that so many open documents hold; never negative."""
        return math.log(1 + (self.documents - holders + 0.5) / (holders + 0.5))

    def damping(self, length: int) -> float:
        """BM25's K of a document: grows with its length."""
        return K1 * (1 - B + B * length / self.average_length)


def contribution(frequency: float, damping: float) -> float:
    """How much a term's occurrences count, between 0 and K1 + 1."""
    return frequency * (K1 + 1) / (frequency + damping)
