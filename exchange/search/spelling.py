"""Words that a misspelt one may stand for: how far apart two folded words are, and which of a vocabulary are near."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from exchange.search.columns.texts import decoded, encoded

LONG_WORD = 8  # from so many letters on, two errors are forgiven
_LETTERS_CHANGED = 2  # a single error changes at most two of the letters that a word consists of
_PAIRS_CHANGED = 4  # and at most four of its pairs of neighbours
_PAIRS_SWAPPED = 2  # two more when neighbours are swapped, but then no letter changes
_DIGRAPH = 2  # letters that skeletons may save: sh is one
_LONGEST = 255

# How people write letters that their keyboard lacks, made alike on both sides: ş as sh or w, ə as a, q as k or g.
_DIGRAPHS = (("sh", "s"), ("ch", "c"), ("gh", "g"))
_ALIKE = str.maketrans("waqgx", "sekkh")
_REWRITTEN_COST = 0.5
_FIRST_LETTER_COST = 0.4
_FAR = 99


def skeleton(word: str) -> str:
    """The folded word with the usual substitutes made alike: shexs and şəxs meet."""
    for pair, single in _DIGRAPHS:
        word = word.replace(pair, single)
    return word.translate(_ALIKE)


def errors_forgiven(word: str) -> int:
    """How many errors a word of this length may hold."""
    return 2 if len(word) >= LONG_WORD else 1


class SpelledTerms(Protocol):
    """The terms of the spelling stream in place, ascending."""

    def __len__(self) -> int: ...

    def __getitem__(self, number: int, /) -> bytes: ...

    def beginning_with(self, prefix: bytes) -> range:
        """Numbers of the terms that begin so."""


@dataclass(frozen=True)
class Vocabulary:
    """Folded words with the ways people spell them, of all documents of a segment, read only where it is worth it.

    Attributes:
        terms: folded word, a null byte, its spelling; ascending.
        letters, pairs, lengths: `signatures` of the terms, to pass over nearly all of them at a glance.
    """

    terms: SpelledTerms
    letters: NDArray[np.uint64]
    pairs: NDArray[np.uint64]
    lengths: NDArray[np.uint8]

    def spellings(self, word: str) -> set[str]:
        """How people spell a folded word."""
        found = self.terms.beginning_with(encoded(f"{word}\x00"))
        return {_parted(self.terms[number])[1] for number in found}

    def candidates(self, word: str) -> set[str]:
        """The words that few errors may have made of this one: 160,000 are passed over in a millisecond."""
        errors = np.where(np.maximum(self.lengths, len(word)) >= LONG_WORD, 2, 1)
        letters, pairs = (np.uint64(bits) for bits in signature(skeleton(word)))
        unlike, apart = np.bitwise_count(self.letters ^ letters), np.bitwise_count(self.pairs ^ pairs)
        changed = (unlike <= errors * _LETTERS_CHANGED) & (apart <= errors * _PAIRS_CHANGED)
        swapped = (unlike <= (errors - 1) * _LETTERS_CHANGED) & (apart <= errors * _PAIRS_CHANGED + _PAIRS_SWAPPED)
        near = (changed | swapped) & (np.abs(self.lengths.astype(np.int16) - len(word)) <= errors + _DIGRAPH)
        return {_parted(self.terms[at])[0] for at in np.flatnonzero(near).tolist()}


def near(word: str, vocabularies: Sequence[Vocabulary]) -> Iterator[tuple[str, float]]:
    """Words that differ by few errors, each with its cost: 1 for an error, 0.5 for any number of substitutes."""
    bare = skeleton(word)
    for other in set[str]().union(*(held.candidates(word) for held in vocabularies)) - {word}:
        errors = errors_forgiven(max(word, other, key=len))
        cost = _cost((word, bare), (other, skeleton(other)), errors)
        if cost <= errors + _REWRITTEN_COST:
            yield other, cost + (_FIRST_LETTER_COST if word[:1] != other[:1] else 0.0)


def signatures(terms: Iterable[bytes]) -> tuple[NDArray[np.uint64], NDArray[np.uint64], NDArray[np.uint8]]:
    """For each term of the spelling stream: the letters of its word and its pairs of letters as bits, its length."""
    made: dict[str, tuple[int, int]] = {}
    found, lengths = [], []
    for term in terms:
        folded = _parted(term)[0]
        if folded not in made:
            made[folded] = signature(skeleton(folded))
        found.append(made[folded])
        lengths.append(min(len(folded), _LONGEST))
    table = np.array(found, np.uint64).reshape(-1, 2)
    return np.ascontiguousarray(table[:, 0]), np.ascontiguousarray(table[:, 1]), np.array(lengths, np.uint8)


def signature(bare: str) -> tuple[int, int]:
    """Which letters a word has, and which pairs of neighbours (with its ends), as 64 bits each."""
    letters = pairs = before = 0
    for code in map(ord, bare):
        letters |= 1 << (code & 63)
        pairs |= 1 << ((before * 7 + code) & 63)
        before = code
    return letters, pairs | 1 << (before * 7 & 63)


def _parted(term: bytes) -> tuple[str, str]:
    folded, _, spelling = decoded(term).partition("\x00")
    return folded, spelling


def _cost(one: tuple[str, str], other: tuple[str, str], errors: int) -> float:
    """The fewest errors, between the words or between their skeletons."""
    between_words = _FAR if abs(len(one[0]) - len(other[0])) > errors else distance(one[0], other[0], errors)
    between_bare = _FAR if abs(len(one[1]) - len(other[1])) > errors else distance(one[1], other[1], errors)
    if between_bare > errors:
        return between_words if between_words <= errors else _FAR
    return min(between_words, between_bare + (_REWRITTEN_COST if between_words > between_bare else 0.0))


def distance(one: str, other: str, limit: int) -> int:
    """Letters added, dropped, changed or swapped with their neighbour; any number above the limit means "further"."""
    if one == other:
        return 0
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, start=1):
        older, before, row = before, row, [at]
        for to, target in enumerate(other, start=1):
            step = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (letter != target))
            if at > 1 and to > 1 and letter == other[to - 2] and one[at - 2] == target:
                step = min(step, older[to - 2] + 1)
            row.append(step)
        if min(row) > limit:
            return limit + 1
    return row[-1]
