"""The deletion index: every word with letters left out, where a misspelt word with letters left out meets it.

Two words that differ by one added, dropped, changed or swapped letter become equal when at most one letter is left out
of each. Leaving one out is arithmetic on the word's hash (a polynomial), for a whole vocabulary at once.
"""

from array import array
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from exchange.search.columns.layout import Arrays
from exchange.search.columns.ragged import changes
from exchange.search.columns.texts import decoded

LONG_WORD = 8  # from so many letters on, two errors are forgiven
LONGEST = 32  # letters; longer words are found only as they are
SPELLING = b"\x00"  # stands in a term between the folded word and the way people spell it

# How people write letters that their keyboard lacks, made alike on both sides: ş as sh or w, ə as a, q as k or g.
_DIGRAPHS = (("sh", "s"), ("ch", "c"), ("gh", "g"))
_ALIKE = str.maketrans("waqgx", "sekkh")

_BASE = 0x9E3779B97F4A7C15  # odd, so that it can be divided by modulo 2 ** 64
_POWERS = np.array([pow(_BASE, at, 1 << 64) for at in range(LONGEST)], np.uint64)
_ONE_LESS, _TWO_LESS = (np.uint64(pow(_BASE, -by, 1 << 64)) for by in (1, 2))
_SPREAD = np.uint64(0xD6E8FEB86659FD93)
_WORD_BITS = np.uint64(32)

Hashes = NDArray[np.uint32]


def skeletons(text: str) -> str:
    """Words with the usual substitutes made alike: shexs and şəxs meet. Any number of words at once."""
    for pair, single in _DIGRAPHS:
        text = text.replace(pair, single)
    return text.translate(_ALIKE)


def forms(words: Sequence[str]) -> Iterator[tuple[str, int]]:
    """The shapes by which words meet, with each word's place: letter by letter alike, and its skeleton if shorter."""
    joined = "\n".join(words)
    shapes = joined.translate(_ALIKE).split("\n"), skeletons(joined).split("\n")
    for at, alike, bare in zip(range(len(words)), *shapes, strict=False):  # no words still split into an empty one
        yield alike, at
        if len(bare) != len(alike):
            yield bare, at


def deletion_arrays(terms: Sequence[bytes]) -> Arrays:
    """For the terms of the spelling stream, ascending."""
    folded = [term.partition(SPELLING)[0] for term in terms]
    first = [at for at, word in enumerate(folded) if at == 0 or word != folded[at - 1]]
    words = [decoded(folded[at]) for at in first]
    found = array("Q")  # grows in place: parts and the whole beside each other would be twice as much
    for hashes, numbers in _all_deletions(words):
        found.frombytes(_packed(hashes, numbers).view(np.uint8).data)
    entries = np.frombuffer(found, np.uint64)
    entries.sort()
    entries = entries[changes(entries)]
    return {
        "spelled.word.start": np.array([*first, len(terms)], np.uint32),
        "spelled.near.hash": (entries >> _WORD_BITS).astype(np.uint32),
        "spelled.near.word": entries.astype(np.uint32),
    }


def deletions_of(word: str, errors: int) -> Hashes:
    """The hashes of a word that is looked for, with up to so many letters left out."""
    parts = [_deletions(_codes([form]), errors) for form, _ in forms([word]) if len(form) <= LONGEST]
    return np.unique(np.concatenate([part.ravel() for part in parts])) if parts else np.empty(0, np.uint32)


def _all_deletions(words: Sequence[str]) -> Iterator[tuple[Hashes, NDArray[np.int64]]]:
    """Hashes (one row for each word) and the words' numbers; words of one length are worked on together."""
    by_shape: dict[tuple[int, int], list[tuple[str, int]]] = {}
    for form, number in forms(words):
        errors = 2 if len(words[number]) >= LONG_WORD else 1
        by_shape.setdefault((len(form), errors), []).append((form, number))
    for (length, errors), held in by_shape.items():
        if 0 < length <= LONGEST:
            numbers = np.array([number for _, number in held])
            yield _deletions(_codes([form for form, _ in held]), errors), numbers


def _packed(hashes: Hashes, numbers: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Hash and number in one, so that one sort puts both in order."""
    return (hashes.astype(np.uint64) << _WORD_BITS | numbers.astype(np.uint64)[:, None]).ravel()


def _codes(words: Sequence[str]) -> NDArray[np.uint64]:
    """Words of one length as a table of letters."""
    joined = "".join(words).encode("utf-32-le", "surrogatepass")
    return np.frombuffer(joined, "<u4").reshape(len(words), -1).astype(np.uint64)


def _deletions(codes: NDArray[np.uint64], errors: int) -> Hashes:
    """The hash of each word as it is, then without each letter, then (for two errors) without each pair of letters.

    A hash is the sum of letter × base ** place. `sums[:, n]` is that of the first n letters; what follows a letter left
    out moves one place down: it is divided by the base.
    """
    letters = (codes + np.uint64(1)) * _SPREAD
    length = codes.shape[1]
    sums = np.zeros((len(codes), length + 1), np.uint64)
    np.cumsum(letters * _POWERS[:length], axis=1, out=sums[:, 1:])
    whole = sums[:, -1:]
    made = [whole, sums[:, :-1] + (whole - sums[:, 1:]) * _ONE_LESS]
    if errors > 1:
        one, other = np.triu_indices(length, 1)
        between, after = sums[:, other] - sums[:, one + 1], whole - sums[:, other + 1]
        made.append(sums[:, one] + between * _ONE_LESS + after * _TWO_LESS)
    mixed = np.concatenate(made, axis=1)
    mixed = (mixed ^ (mixed >> np.uint64(29))) * _SPREAD
    hashes: Hashes = (mixed >> _WORD_BITS).astype(np.uint32)
    return hashes
