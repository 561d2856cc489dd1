"""Stems of folded Azerbaijani and Turkish words.

A word that is a known root plus possible endings gives that root; of any other word, endings are taken away while they
fit. Derived words (engelli, himayəsiz) stay apart from their bases. What comes out need not be a word.
"""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from exchange.search.analysis.turkic.endings import AFTER_CONSONANT, AFTER_VOWEL, Endings, noun_endings, verb_endings
from exchange.search.analysis.turkic.sounds import VOWELS, can_meet, evened, normal, unsoftened

_VERB_MARK = "-"
_SHORTEST_ROOT = 2
_ROUNDS = 6

# How many letters an unknown root must keep before an ending of so many letters.
_LONG_ENOUGH = {1: 5, 2: 4}
_LONG_ENOUGH_BEFORE_LONGER = 3

# Too often part of an unknown word to be taken for endings.
_DOUBTFUL = frozenset(["ir", "ur", "ar", "er", "ma", "me", "ip", "ib", "up", "ub"])


@dataclass(frozen=True)
class _Roots:
    nouns: frozenset[str]
    verbs: frozenset[str]


@lru_cache(maxsize=1)
def _roots() -> _Roots:
    text = files("exchange.search.analysis").joinpath("data/turkic_roots.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    verbs = {line.removesuffix(_VERB_MARK) for line in lines if line.endswith(_VERB_MARK)}
    return _Roots(frozenset(line for line in lines if not line.endswith(_VERB_MARK)), frozenset(verbs))


_NOUN = noun_endings()
_VERB = verb_endings()


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The common part of the word's forms: evlerimizden, evleri and ev give ev; kitap, kitabı and kitablar kitap."""
    if not word.isalpha():
        return word
    plain = normal(word)
    return evened(_known_root(plain) or _stripped(plain))


def _known_root(word: str) -> str | None:
    """The longest known root of which the word can be a form; one whose last sounds changed only if no other fits."""
    roots = _roots()
    if word in roots.nouns:
        return word
    softened: str | None = None
    for at in range(len(word) - 1, _SHORTEST_ROOT - 1, -1):
        root, ending = word[:at], word[at:]
        if root in roots.nouns and _fits(root, ending, _NOUN):
            return root
        if root in roots.verbs and _fits(root, ending, _VERB):
            return root
        if softened is None and ending in _NOUN and ending[0] in VOWELS and _fits(root, ending, _NOUN):
            softened = next((shape for shape in unsoftened(root) if shape in roots.nouns), None)
    return softened


def _stripped(word: str) -> str:
    """Without the longest ending that fits, again and again."""
    for _ in range(_ROUNDS):
        length = next((at for at in range(_SHORTEST_ROOT + 1, len(word)) if _can_lose(word[:at], word[at:])), 0)
        if not length:
            break
        word = word[:length]
    return word


def _can_lose(root: str, ending: str) -> bool:
    if ending not in _NOUN and ending not in _VERB:
        return False
    if len(root) < _LONG_ENOUGH.get(len(ending), _LONG_ENOUGH_BEFORE_LONGER):
        return False
    return _fits(root, ending, _NOUN) or (ending not in _DOUBTFUL and _fits(root, ending, _VERB))


def _fits(root: str, ending: str, endings: Endings) -> bool:
    after = endings.get(ending)
    if after is None or (AFTER_VOWEL if root[-1] in VOWELS else AFTER_CONSONANT) not in after:
        return False
    return can_meet(root, ending)
