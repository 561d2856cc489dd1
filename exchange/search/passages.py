"""The passage of a text that shows why it was found, with the matched words marked in the original spelling."""

from collections.abc import Sequence
from dataclasses import dataclass

from exchange.kernel.languages import Language
from exchange.search.analysis.forms import Located, located
from exchange.search.analysis.stems import is_beginning

ELLIPSIS = "…"
_CONTEXT = 5  # a passage begins so many times nearer to its first match than its width


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a passage; marked pieces are matches."""

    text: str
    marked: bool = False


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
    words = list(located(text, language))
    marks = _marks(words, matched)
    start, end = _window(text, words, marks, width)
    shown = [mark for mark in marks if mark.start >= start and mark.end <= end]
    return Passage(tuple(_parts(text, shown, start, end)))


def marked(text: str, matched: frozenset[str], language: Language) -> Passage:
    """The whole text with matches marked: for titles."""
    marks = _marks(list(located(text, language)), matched)
    return Passage(tuple(_parts(text, marks, 0, len(text))))


def _marks(words: Sequence[Located], matched: frozenset[str]) -> list[Located]:
    """Words found by a stem or as written; those that only begin alike are marked if there are no others."""
    sure = frozenset(term for term in matched if not is_beginning(term))
    return [word for word in words if _holds(word, sure)] or [word for word in words if _holds(word, matched)]


def _holds(word: Located, terms: frozenset[str]) -> bool:
    return any(not terms.isdisjoint(place.terms) or not terms.isdisjoint(place.exact) for place in word.places)


def _terms(word: Located) -> frozenset[str]:
    return frozenset(term for place in word.places for term in place.terms)


def _window(text: str, words: Sequence[Located], marks: Sequence[Located], width: int) -> tuple[int, int]:
    """Where the richest stretch begins and ends, at word boundaries."""
    if len(text) <= width:
        return 0, len(text)
    anchor = _richest(marks, width) if marks else 0
    wanted = min(max(anchor - width // _CONTEXT, 0), len(text) - width)
    start = next((word.start for word in words if word.start >= wanted), wanted) if wanted else 0
    end = max((word.end for word in words if start < word.end <= start + width), default=start + width)
    return start, len(text) if end == (words[-1].end if words else end) else end


def _richest(marks: Sequence[Located], width: int) -> int:
    """The start of the match from which most different terms stand within the width."""
    reach = width - width // _CONTEXT
    best, best_count = marks[0].start, 0
    for at, first in enumerate(marks):
        near = [mark for mark in marks[at : at + 20] if mark.end <= first.start + reach]
        count = len(frozenset().union(*(_terms(mark) for mark in near)))
        if count > best_count:
            best, best_count = first.start, count
    return best


def _parts(text: str, marks: Sequence[Located], start: int, end: int) -> list[Part]:
    parts = [Part(f"{ELLIPSIS} ")] if start > 0 else []
    at = start
    for mark in marks:
        parts += [Part(text[at : mark.start]), Part(text[mark.start : mark.end], marked=True)]
        at = mark.end
    parts.append(Part(text[at:end]))
    if end < len(text):
        parts.append(Part(f" {ELLIPSIS}"))
    return [part for part in parts if part.text]
