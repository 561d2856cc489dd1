"""The passage of a text that shows why it was found, with the matched words marked in the original spelling."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from exchange.kernel.languages import Language
from exchange.search.analysis.forms import places
from exchange.search.analysis.stems import is_beginning
from exchange.search.analysis.tokens import TOKEN
from exchange.search.letters import beginnings, folded, word_start, words_at

ELLIPSIS = "…"
_LOOK_AHEAD = 2  # characters that tell whether a word goes on: a letter, or a mark and a letter
_CONTEXT = 5  # a passage begins so many times nearer to its first match than its width


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a passage; marked pieces are matches."""

    text: str
    marked: bool = False


@dataclass(slots=True)
class Mark:
    """A word that matches, at its offsets, and by which terms."""

    start: int
    end: int
    terms: frozenset[str]


@dataclass(frozen=True, slots=True)
class Passage:
    """Pieces in order. `has_match` tells a passage that shows something from a mere beginning of the text."""

    parts: tuple[Part, ...]

    @property
    def has_match(self) -> bool:
        """Whether anything is marked."""
        return any(part.marked for part in self.parts)

    @property
    def text(self) -> str:
        """The passage without marks."""
        return "".join(part.text for part in self.parts)


def passage(text: str, matched: frozenset[str], language: Language, width: int = 220) -> Passage:
    """The stretch of the text that holds most of the matched terms, about `width` characters, cut between words.

    Args:
        matched: `Hit.matched`.
        language: the language of the text.
    """
    marks = _marks(text, matched, language)
    start, end = _window(text, marks, width)
    shown = [mark for mark in marks if mark.start >= start and mark.end <= end]
    return Passage(tuple(_parts(text, shown, start, end)))


def marked(text: str, matched: frozenset[str], language: Language) -> Passage:
    """The whole text with matches marked: for titles."""
    return Passage(tuple(_parts(text, _marks(text, matched, language), 0, len(text))))


def _marks(text: str, matched: frozenset[str], language: Language) -> list[Mark]:
    """Words found by a stem or as written; those that only begin alike are marked if there are no others."""
    sure = frozenset(term for term in matched if not is_beginning(term))
    marks = []
    for found in _worth_a_look(text, matched, language):
        terms = _terms(found.group(), language) & matched
        if terms:
            marks.append(Mark(found.start(), found.end(), terms))
    return [mark for mark in marks if not sure.isdisjoint(mark.terms)] or marks


def _worth_a_look(text: str, matched: frozenset[str], language: Language) -> Iterator[re.Match[str]]:
    """The words of the text, without most of those that cannot match."""
    letters = folded(text, language)
    if letters is None:
        yield from TOKEN.finditer(text)
        return
    end = 0
    for at in words_at(letters, beginnings(matched)):
        start = max(word_start(letters, at), end)
        while start <= at and (found := TOKEN.search(text, start)) and found.start() <= at:
            yield found
            start = end = found.end()


@lru_cache(maxsize=100_000)
def _terms(raw: str, language: Language) -> frozenset[str]:
    return frozenset(term for place in places(raw, language) for term in (*place.terms, *place.exact))


def _window(text: str, marks: Sequence[Mark], width: int) -> tuple[int, int]:
    """Where the richest stretch begins and ends, at word boundaries."""
    if len(text) <= width:
        return 0, len(text)
    anchor = _richest(marks, width) if marks else 0
    wanted = min(max(anchor - width // _CONTEXT, 0), len(text) - width)
    start = _first_word(text, wanted) if wanted else 0
    end = _last_word_end(text, start, start + width)
    return start, len(text) if TOKEN.search(text, end) is None else end


def _first_word(text: str, at: int) -> int:
    """Where the first word begins that begins here or later."""
    before = text.rfind(" ", 0, at) + 1  # no word holds a space
    return next((found.start() for found in TOKEN.finditer(text, before) if found.start() >= at), at)


def _last_word_end(text: str, start: int, limit: int) -> int:
    """Where the last word ends that ends before the limit."""
    before = text.rfind(" ", start, max(text.rfind(" ", start, limit), start))  # two words back are enough, mostly
    for begin in (max(before, start), start):
        ends = [found.end() for found in TOKEN.finditer(text, begin, limit + _LOOK_AHEAD) if found.end() <= limit]
        if ends:
            return ends[-1]
    return limit


def _richest(marks: Sequence[Mark], width: int) -> int:
    """The start of the match from which most different terms stand within the width."""
    reach = width - width // _CONTEXT
    most = len(frozenset().union(*{mark.terms for mark in marks}))
    best, best_count = marks[0].start, 0
    for at, first in enumerate(marks):
        near = {mark.terms for mark in marks[at : at + 20] if mark.end <= first.start + reach}
        count = len(frozenset().union(*near))
        if count > best_count:
            best, best_count = first.start, count
        if best_count == most:
            break
    return best


def _parts(text: str, marks: Sequence[Mark], start: int, end: int) -> list[Part]:
    parts = [Part(f"{ELLIPSIS} ")] if start > 0 else []
    at = start
    for mark in marks:
        parts += [Part(text[at : mark.start]), Part(text[mark.start : mark.end], marked=True)]
        at = mark.end
    parts.append(Part(text[at:end]))
    if end < len(text):
        parts.append(Part(f" {ELLIPSIS}"))
    return [part for part in parts if part.text]
