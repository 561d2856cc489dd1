"""Words that a misspelt one may stand for: how far apart two folded words are, and which of a vocabulary are near."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

LONG_WORD = 8  # from so many letters on, two errors are forgiven
_LETTER_DIFFERENCES = 2  # a single error changes at most two of the letters that a word consists of

# How people write letters that their keyboard lacks, made alike on both sides: ş as sh or w, ə as a, q as k or g.
_DIGRAPHS = (("sh", "s"), ("ch", "c"), ("gh", "g"))
_ALIKE = str.maketrans("waqgx", "sekkh")
_REWRITTEN_COST = 0.5
_FIRST_LETTER_COST = 0.4
_FAR = 99
_TWO_LETTERS_MORE = "__"  # the longest word that two errors can lead to


def skeleton(word: str) -> str:
    """The folded word with the usual substitutes made alike: shexs and şəxs meet."""
    for pair, single in _DIGRAPHS:
        word = word.replace(pair, single)
    return word.translate(_ALIKE)


def errors_forgiven(word: str) -> int:
    """How many errors a word of this length may hold."""
    return 2 if len(word) >= LONG_WORD else 1


@dataclass
class Vocabulary:
    """Folded words with the ways people spell them. Made once per segment, of all its documents."""

    spellings: dict[str, list[str]] = field(default_factory=dict)
    _words: list[str] = field(default_factory=list)
    _skeletons: list[str] = field(default_factory=list)
    _letters: list[int] = field(default_factory=list)

    @classmethod
    def of_terms(cls, terms: Iterable[str]) -> "Vocabulary":
        """From the terms of the spelling stream."""
        made = cls()
        for term in terms:
            folded, _, spelling = term.partition("\x00")
            made.spellings.setdefault(folded, []).append(spelling)
        made._words = list(made.spellings)
        made._skeletons = [skeleton(word) for word in made._words]
        made._letters = [_letter_set(bare) for bare in made._skeletons]
        return made

    def near(self, word: str) -> Iterator[tuple[str, float]]:
        """Words that differ by few errors, each with its cost: 1 for an error, 0.5 for any number of substitutes."""
        bare = skeleton(word)
        for at in self._with_letters_like(bare, errors_forgiven(word + _TWO_LETTERS_MORE)):
            other = self._words[at]
            errors = errors_forgiven(max(word, other, key=len))
            cost = _cost((word, bare), (other, self._skeletons[at]), errors) if other != word else _FAR
            if cost <= errors + _REWRITTEN_COST:
                yield other, cost + (_FIRST_LETTER_COST if word[:1] != other[:1] else 0.0)

    def _with_letters_like(self, bare: str, errors: int) -> list[int]:
        """Where the words stand that consist of nearly the same letters: a glance at each, most fall through."""
        letters, allowed = _letter_set(bare), errors * _LETTER_DIFFERENCES
        return [at for at, held in enumerate(self._letters) if (held ^ letters).bit_count() <= allowed]


def _cost(one: tuple[str, str], other: tuple[str, str], errors: int) -> float:
    """The fewest errors, between the words or between their skeletons."""
    between_words = _FAR if abs(len(one[0]) - len(other[0])) > errors else distance(one[0], other[0], errors)
    between_bare = _FAR if abs(len(one[1]) - len(other[1])) > errors else distance(one[1], other[1], errors)
    if between_bare > errors:
        return between_words if between_words <= errors else _FAR
    return min(between_words, between_bare + (_REWRITTEN_COST if between_words > between_bare else 0.0))


def _letter_set(word: str) -> int:
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) & 63)
    return bits


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
