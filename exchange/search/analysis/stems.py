"""What a folded word is found by: stems of three kinds, kept apart by a mark, and the beginning of Turkic words."""

import threading
from functools import lru_cache

import Stemmer

from exchange.kernel.languages import Language
from exchange.search.analysis import cyrillic
from exchange.search.analysis.turkic.sounds import normal
from exchange.search.analysis.turkic.stemmer import stem as turkic_stem

TURKIC_MARK = "+"
BEGINNING_MARK = "~"
BEGINNING = 5
TURKIC = frozenset({Language.AZ, Language.TR})


class _Snowball(threading.local):
    """Snowball's stemmers keep state between calls, so each thread has its own."""

    def __init__(self) -> None:
        self.english = Stemmer.Stemmer("english", 0)
        self.russian = Stemmer.Stemmer("russian", 0)


_snowball = _Snowball()


@lru_cache(maxsize=100_000)
def english(word: str) -> str:
    """The stem of a folded English word."""
    return str(_snowball.english.stemWord(word))


@lru_cache(maxsize=100_000)
def russian(word: str) -> str:
    """The stem of a folded Russian word."""
    return str(_snowball.russian.stemWord(word))


def turkic_terms(word: str) -> tuple[str, ...]:
    """Stem and beginning of a folded Azerbaijani or Turkish word; marked, so that they never meet an English stem."""
    return TURKIC_MARK + turkic_stem(word), BEGINNING_MARK + normal(word[:BEGINNING])


def document_terms(word: str, language: Language) -> tuple[str, ...]:
    """What a folded word of a document is found by."""
    if cyrillic.has_cyrillic(word):
        return (russian(word),)
    return turkic_terms(word) if language in TURKIC else (english(word),)


def query_terms(word: str) -> tuple[str, ...]:
    """What a folded word of a query looks for: every analysis, because its language is not known."""
    if cyrillic.has_cyrillic(word):
        return (russian(word),)
    return (*turkic_terms(word), english(word))


def is_beginning(term: str) -> bool:
    """Whether the term stands for a word's first letters only: a weaker sign than a stem."""
    return term.startswith(BEGINNING_MARK)
