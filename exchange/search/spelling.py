"""Words that a misspelt one may stand for: which of a vocabulary are near, and how far they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from exchange.search.columns.deletions import LONG_WORD, LONGEST, SPELLING, deletions_of, skeletons
from exchange.search.columns.ragged import runs
from exchange.search.columns.texts import decoded, encoded

_MAY_BE_LONG = LONG_WORD - 2  # two letters may have been left out of a long word
_REWRITTEN_COST = 0.5
_FIRST_LETTER_COST = 0.4
_FAR = 99.0
_ONE = np.uint64(1)
_NOTHING = np.uint64(0)


def errors_forgiven(word: str) -> int:
    """How many errors a word of this length may hold."""
    return 2 if len(word) >= LONG_WORD else 1


class SpelledTerms(Protocol):
    """The terms of the spelling stream in place, ascending."""

    def __len__(self) -> int: ...

    def __getitem__(self, number: int, /) -> bytes: ...

    def beginning_with(self, prefix: bytes) -> range:
        """Numbers of the terms that begin so."""


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The folded words of a segment with the ways people spell them, of deleted and unseen documents too.

    Attributes:
        terms: folded word, a null byte, its spelling; ascending.
        holders: by term: how many documents hold the terms before it, at most.
        first: by word: its first term.
        hashes, words: the deletion index (`columns.deletions`).
    """

    terms: SpelledTerms
    holders: NDArray[np.integer]
    first: NDArray[np.uint32]
    hashes: NDArray[np.uint32]
    words: NDArray[np.uint32]

    def spellings(self, word: str) -> set[str]:
        """How people spell a folded word."""
        return {_parted(self.terms[number])[1] for number in self.terms.beginning_with(encoded(word) + SPELLING)}

    def spellings_of(self, number: int) -> set[str]:
        """How people spell the word of this number."""
        return {_parted(self.terms[at])[1] for at in range(int(self.first[number]), int(self.first[number + 1]))}

    def candidates(self, deletions: NDArray[np.uint32]) -> dict[str, tuple[int, int]]:
        """The words that meet any of these: number, and how many documents hold it at most."""
        numbers = np.unique(self.words[runs(self.hashes, deletions)])
        first = self.first[numbers]
        most = (self.holders[self.first[numbers + 1]] - self.holders[first]).tolist()
        found = [_parted(self.terms[at])[0] for at in first.tolist()]
        return dict(zip(found, zip(numbers.tolist(), most, strict=True), strict=True))


@dataclass
class Neighbour:
    """A word near another one.

    Attributes:
        cost: 1 for an error, 0.5 for any number of substitutes, 0.4 for another first letter.
        errors: letters that differ, without regard to substitutes.
        holders: documents that hold it, at most: those that the reader may see are counted by whoever asks.
    """

    word: str
    cost: float
    errors: int
    holders: int = 0
    places: list[tuple[Vocabulary, int]] = field(default_factory=list)

    def spellings(self) -> set[str]:
        """How people spell it."""
        return set[str]().union(*(held.spellings_of(number) for held, number in self.places))


def near(word: str, vocabularies: Sequence[Vocabulary]) -> list[Neighbour]:
    """Words that differ by few errors, or by substitutes and few errors."""
    if not 0 < len(word) <= LONGEST:
        return []
    deletions = deletions_of(word, 2 if len(word) >= _MAY_BE_LONG else 1)
    held = [(one, one.candidates(deletions)) for one in vocabularies]
    found = {one.word: one for one in _measured(word, sorted({other for _, known in held for other in known} - {word}))}
    for vocabulary, known in held:
        for other, (number, holders) in known.items():
            if neighbour := found.get(other):
                neighbour.places.append((vocabulary, number))
                neighbour.holders += holders
    return list(found.values())


def _measured(word: str, others: Sequence[str]) -> list[Neighbour]:
    """Those of the others that are near enough."""
    if not others:
        return []
    apart = distances(word, others)
    bare = distances(skeletons(word), skeletons("\n".join(others)).split("\n"))
    lengths = np.array([len(other) for other in others])
    forgiven = np.where(np.maximum(lengths, len(word)) >= LONG_WORD, 2, 1)
    costs = np.minimum(
        np.where(apart <= forgiven, apart, _FAR),
        np.where(bare <= forgiven, bare + _REWRITTEN_COST * (apart > bare), _FAR),
    )
    return [
        Neighbour(
            others[at],
            float(costs[at]) + (_FIRST_LETTER_COST if others[at][0] != word[0] else 0.0),
            int(apart[at]),
        )
        for at in np.flatnonzero(costs < _FAR).tolist()
    ]


def distances(word: str, others: Sequence[str]) -> NDArray[np.int64]:
    """Letters added, dropped, changed or swapped with their neighbour between the word and each of the others.

    The table of differences that textbooks fill cell by cell, a column at a time as bits of one number (Hyyrö 2003),
    for all others at once: 300 words take 0.2 ms, cell by cell 15. The word has at most 64 letters.
    """
    lengths = np.array([len(other) for other in others], np.int64)
    if not word:
        return lengths
    letters = np.array(others).view(np.uint32).reshape(len(others), -1)
    same = _same_places(word, letters)
    last = np.uint64(1 << (len(word) - 1))
    distance = np.full(len(others), len(word), np.int64)
    rises, falls = np.full(len(others), ~_NOTHING), np.zeros(len(others), np.uint64)
    level, before = np.zeros(len(others), np.uint64), np.zeros(len(others), np.uint64)
    for at in range(letters.shape[1]):
        here = same[:, at]
        swapped = ((~level & here) << _ONE) & before
        level = ((((here & rises) + rises) ^ rises) | here | falls) | swapped
        up, down = falls | ~(level | rises), level & rises
        distance += (at < lengths) * (((up & last) != 0).astype(np.int64) - ((down & last) != 0))
        up, down = (up << _ONE) | _ONE, down << _ONE
        rises, falls, before = down | ~(level | up), up & level, here
    return distance


def _same_places(word: str, letters: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """For each letter of the others the places of the word where the same letter stands, as bits."""
    bits: Mapping[str, int] = {letter: sum(1 << at for at, one in enumerate(word) if one == letter) for letter in word}
    same = np.zeros(letters.shape, np.uint64)
    for letter, places in bits.items():
        same[letters == ord(letter)] = places
    return same


def _parted(term: bytes) -> tuple[str, str]:
    folded, _, spelling = decoded(term).partition("\x00")
    return folded, spelling
