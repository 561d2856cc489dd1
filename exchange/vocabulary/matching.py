"""Finds labels in a query: the longest run of stemmed words wins, an unstemmed one before a stemmed one."""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from exchange.kernel.languages import Language, fold
from exchange.search.analysis.forms import Place, places, query_places
from exchange.search.analysis.stems import TURKIC, TURKIC_MARK, is_beginning
from exchange.search.analysis.tokens import tokens
from exchange.search.analysis.turkic.sounds import normal

# Abbreviations that are ordinary words in one of the languages: they count only in capitals. Folded.
_WORDS_TOO = """
ab ai api bep bes bet bm cbs cim dost eu fin mis opd pes ram sed shm sir un ust who xin
воз дост ес мид мом мот пин по рки
"""
ONLY_IN_CAPITALS = frozenset(_WORDS_TOO.split())


@dataclass(frozen=True, slots=True)
class Label:
    """A name of a concept in one language; `only_as_written` ones do not match by their stems."""

    text: str
    language: Language
    concept_id: str
    only_as_written: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """A label in a query: words `start` to `end` (not included)."""

    concept_id: str
    language: Language
    start: int
    end: int
    is_exact: bool


@dataclass(slots=True)
class _Node:
    """A step in the tree of stems; `ends` are the labels that are complete here, with their folded words."""

    steps: dict[str, "_Node"] = field(default_factory=dict)
    ends: list[tuple[Label, tuple[str, ...]]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of the query, and whether it is written in capitals."""

    place: Place
    is_capital: bool


class LabelMatcher:
    """A tree of all labels by their stems, grown one first letter at a time as queries ask for it."""

    def __init__(self, labels: Iterable[Label]) -> None:
        self._root = _Node()
        self._lock = threading.Lock()
        self._waiting: dict[str, list[Label]] = {}
        for label in labels:
            self._waiting.setdefault(_first_letter(label), []).append(label)

    def matches(self, text: str) -> tuple[Match, ...]:
        """The labels in the text from left to right, without overlaps; several where a label is ambiguous."""
        words = [_Word(place, _is_capital(token.raw)) for token in tokens(text) for place in query_places(token.raw)]
        self._grow(words)
        found: list[Match] = []
        start = 0
        while start < len(words):
            longest = self._longest(words, start)
            found += longest
            start = longest[0].end if longest else start + 1
        return tuple(found)

    def _grow(self, words: Sequence[_Word]) -> None:
        """Plant the labels that begin with a letter of the query; a stem keeps its word's first letter."""
        letters = {term.removeprefix(TURKIC_MARK)[:1] for word in words for term in word.place.terms}
        with self._lock:
            for letter in letters & self._waiting.keys():
                for label in self._waiting.pop(letter):
                    self._plant(label)

    def _plant(self, label: Label) -> None:
        found = places(label.text, label.language)
        node = self._root
        for place in found:
            node = node.steps.setdefault(_stem(place), _Node())
        if found:
            node.ends.append((label, tuple(place.exact[0] for place in found)))

    def _longest(self, words: Sequence[_Word], start: int) -> list[Match]:
        """All labels of the greatest length that begin here; exact ones only, if there are any."""
        nodes, best, end = [self._root], list[Match](), start
        while nodes and end < len(words):
            stems = [term for term in words[end].place.terms if not is_beginning(term)]
            nodes = [node.steps[stem] for node in nodes for stem in stems if stem in node.steps]
            end += 1
            here = [match for node in nodes for match in _complete(node, words[start:end], start)]
            best = here or best
        exact = [match for match in best if match.is_exact]
        return exact or best


def _complete(node: _Node, words: Sequence[_Word], start: int) -> list[Match]:
    return [
        Match(label.concept_id, label.language, start, start + len(words), is_exact)
        for label, spelling in node.ends
        if words[0].is_capital or not _needs_capitals(spelling)
        if (is_exact := _is_exact(spelling, words)) or not label.only_as_written
    ]


def _is_exact(spelling: tuple[str, ...], words: Sequence[_Word]) -> bool:
    return all(written in word.place.exact for written, word in zip(spelling, words, strict=True))


def _needs_capitals(spelling: tuple[str, ...]) -> bool:
    return len(spelling) == 1 and spelling[0] in ONLY_IN_CAPITALS


def _is_capital(raw: str) -> bool:
    return not any(letter.islower() for letter in raw)


def _first_letter(label: Label) -> str:
    """Of the stem of the label's first word."""
    first = next(tokens(label.text), None)
    if first is None:
        return ""
    letter = fold(first.raw)[:1]
    return normal(letter) if label.language in TURKIC else letter


def _stem(place: Place) -> str:
    return next(term for term in place.terms if not is_beginning(term))
