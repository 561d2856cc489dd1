"""The passage of a text that shows why it was found, with the matched words marked in the original spelling."""

from collections.abc import Sequence
from typing import NamedTuple

from exchange.kernel.languages import Language
from exchange.search.analysis.tokens import TOKEN
from exchange.search.marking import Mark, Marker, marker_of
from exchange.search.port import Matched

ELLIPSIS = "…"
_LOOK_AHEAD = 2  # characters that tell whether a word goes on: a letter, or a mark and a letter
_CONTEXT = 5  # a passage begins so many times nearer to its first match than its width


class Part(NamedTuple):
    """A piece of a passage; marked pieces are matches."""

    text: str
    marked: bool = False


class Passage(NamedTuple):
    """Pieces in order. `has_match` tells a passage that shows something from a mere beginning of the text."""

    parts: tuple[Part, ...]

    @property
    def has_match(self) -> bool:
        """Whether anything is marked."""
        return any(part.marked for part in self.parts)

    @property
    def text(self) -> str:
        """The passage without marks."""
        return "".join([part.text for part in self.parts])


_FROM_WITHIN, _GOES_ON = Part(f"{ELLIPSIS} "), Part(f" {ELLIPSIS}")


def passage(text: str, matched: Matched, language: Language, width: int = 220) -> Passage:
    """The stretch of the text that holds most of the question's words, about `width` characters, cut between words.

    Of equally good ones the first; what comes after one with every word is not looked at.

    Args:
        matched: `Hit.matched`.
        language: the language of the text.
    """
    marks, anchor = _richest(text, marker_of(matched, language), width)
    start, end = window(text, anchor, width)
    shown = [mark for mark in marks if mark.start >= start and mark.end <= end]
    return Passage(tuple(pieces(text, shown, start, end)))


def marked(text: str, matched: Matched, language: Language) -> Passage:
    """The whole text with matches marked: for titles."""
    found = [mark for _, marks in marker_of(matched, language).stretches(text) for mark in marks]
    return Passage(tuple(pieces(text, _surest(found), 0, len(text))))


def _surest(marks: Sequence[Mark]) -> Sequence[Mark]:
    """Words found by a stem or as written; those that only begin alike if there are no others."""
    return [mark for mark in marks if mark.is_sure] or marks


def _richest(text: str, marker: Marker, width: int) -> tuple[Sequence[Mark], int]:
    """The marks that may be shown, and the start of the match from which most different words stand within the width.

    A stretch with every word cannot be outdone: half of the texts are not read to their end (25 µs a passage before,
    11 now).
    """
    reach, marks, sure = width - width // _CONTEXT, list[Mark](), list[Mark]()
    for seen, found in marker.stretches(text):
        marks += found
        sure += [mark for mark in found if mark.is_sure]
        if sure:
            anchor, words = _best(sure, reach)
            if words == marker.every_word and seen >= anchor + width:
                return sure, anchor
    marks = sure or marks
    return marks, _best(marks, reach)[0] if marks else 0


def _best(marks: Sequence[Mark], reach: int) -> tuple[int, int]:
    """Where the first of the best stretches begins, and the words in it."""
    every = 0
    for mark in marks:
        every |= mark.words
    best, best_words = marks[0].start, 0  # a word longer than the reach is a stretch of none
    for at, first in enumerate(marks):
        words, limit = 0, first.start + reach
        for mark in marks[at:]:
            if mark.end > limit:
                break
            words |= mark.words
        if words.bit_count() > best_words.bit_count():
            best, best_words = first.start, words
        if best_words == every:
            break
    return best, best_words


def window(text: str, anchor: int, width: int) -> tuple[int, int]:
    """Where the passage around a match begins and ends, at word boundaries."""
    if len(text) <= width:
        return 0, len(text)
    wanted = min(max(anchor - width // _CONTEXT, 0), len(text) - width)
    start = _first_word(text, wanted) if wanted else 0
    end = _last_word_end(text, start, start + width)
    goes_on = text[end + 1 : end + 2].isalnum() or TOKEN.search(text, end) is not None
    return start, end if goes_on else len(text)


def _first_word(text: str, at: int) -> int:
    """Where the first word begins that begins here or later."""
    found = TOKEN.search(text, text.rfind(" ", 0, at) + 1)  # no word holds a space
    while found and found.start() < at:
        found = TOKEN.search(text, found.end())
    return found.start() if found else at


def _last_word_end(text: str, start: int, limit: int) -> int:
    """Where the last word ends that ends before the limit."""
    space = text.rfind(" ", start, limit + 1)
    if space > start and limit < len(text) and text[space + 1 : limit + 1].isalnum() and text[space - 1].isalnum():
        return space  # nearly always: a word of letters alone goes on beyond the limit (0.4 µs instead of 2.2)
    begin, upto = limit, limit + _LOOK_AHEAD
    while begin > start:
        begin = max(text.rfind(" ", start, begin), start)  # no word holds a space
        ends = [found.end() for found in TOKEN.finditer(text, begin, upto) if found.end() <= limit]
        if ends:
            return ends[-1]
        upto = begin
    return limit


def pieces(text: str, marks: Sequence[Mark], start: int, end: int) -> list[Part]:
    """What stands between these offsets, cut at the marks, with a sign where the text goes on."""
    parts = [_FROM_WITHIN] if start > 0 else []
    at = start
    for mark in marks:
        if at < mark.start:
            parts.append(Part(text[at : mark.start]))
        parts.append(Part(text[mark.start : mark.end], True))  # noqa: FBT003 - by name takes half as long again
        at = mark.end
    if at < end:
        parts.append(Part(text[at:end]))
    if end < len(text):
        parts.append(_GOES_ON)
    return parts
