"""Where the words of a question stand in a text, looked for stretch by stretch: who has seen enough can stop."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from exchange.kernel.languages import Language
from exchange.search.analysis.forms import places
from exchange.search.analysis.stems import is_beginning
from exchange.search.analysis.tokens import TOKEN
from exchange.search.letters import beginnings, folded, words_at
from exchange.search.port import Matched

_FIRST = 1_000  # characters; each stretch is twice as long as the one before, so that few are begun in a long text


class Mark(NamedTuple):
    """A word that matches, at its offsets.

    Attributes:
        words: which words of the question it stands for, a bit for each.
        is_sure: by a stem or as written; other words only begin alike.
    """

    start: int
    end: int
    words: int
    is_sure: bool


class Marker:
    """Finds the words of one question in texts of one language. Made once for each (`marker_of`); it keeps no text."""

    def __init__(self, matched: Matched, language: Language) -> None:
        self.every_word = (1 << len(matched)) - 1
        self._matched = tuple((1 << at, terms) for at, terms in enumerate(matched))
        self._terms = frozenset[str]().union(*matched)
        self._sure = frozenset(term for term in self._terms if not is_beginning(term))
        self._beginnings = beginnings(self._terms)
        self._language = language

    def stretches(self, text: str) -> Iterator[tuple[int, list[Mark]]]:
        """How far the text was looked through, and the marks of the stretch up to there; one after another."""
        letters = folded(text, self._language)
        begin, size = 0, _FIRST
        while begin < len(text):
            end = text.find(" ", begin + size)  # no word holds a space
            end = len(text) if end < 0 else end
            yield end, self._marks(text, letters, begin, end)
            begin, size = end + 1, 2 * size

    def _marks(self, text: str, letters: bytes | None, begin: int, end: int) -> list[Mark]:
        """The marks of one stretch."""
        if letters is None:
            found = TOKEN.finditer(text, begin, end)
            return [mark for word in found if (mark := self._mark(text, *word.span()))]
        marks = []
        for start, after in words_at(text, letters, self._beginnings, begin, end):
            if mark := self._mark(text, start, after):
                marks.append(mark)
        return marks

    def _mark(self, text: str, start: int, end: int) -> Mark | None:
        terms = _terms(text[start:end], self._language)
        if self._terms.isdisjoint(terms):
            return None
        words = 0
        for bit, wanted in self._matched:
            if not wanted.isdisjoint(terms):
                words |= bit
        return Mark(start, end, words, not self._sure.isdisjoint(terms))


@lru_cache(maxsize=256)
def marker_of(matched: Matched, language: Language) -> Marker:
    """The marker, kept: all hits of a page have the same question."""
    return Marker(matched, language)


@lru_cache(maxsize=100_000)
def _terms(raw: str, language: Language) -> frozenset[str]:
    return frozenset(term for place in places(raw, language) for term in (*place.terms, *place.exact))
