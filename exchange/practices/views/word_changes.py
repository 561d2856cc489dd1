"""Which words of a changed sentence differ: the sentence taken out and the one put in, side by side word by word."""

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

Parts = tuple[tuple[bool, str], ...]  # (differs, words)
Line = tuple[str, Parts]
_WORD = re.compile(r"\w+(?:[-’'.,]\w+)*|\s+|[^\w\s]")
_ALIKE = 0.4  # less in common: two sentences, not one that changed


def marked(rows: Iterable[tuple[str, str]]) -> tuple[Line, ...]:
    """The rows of a change with their words marked; a sentence that only went or only came is marked whole."""
    return tuple(_lines(list(rows)))


def _lines(rows: list[tuple[str, str]]) -> Iterator[Line]:
    at = 0
    while at < len(rows):
        kind, text = rows[at]
        pair = rows[at + 1] if at + 1 < len(rows) else ("", "")
        if kind == "del" and pair[0] == "ins" and (parts := _compared(text, pair[1])):
            yield "del", parts[0]
            yield "ins", parts[1]
            at += 2
            continue
        yield kind, ((kind != "same", text),)
        at += 1


def _compared(was: str, now: str) -> tuple[Parts, Parts] | None:
    old, new = _WORD.findall(was), _WORD.findall(now)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return None
    before: list[tuple[bool, str]] = []
    after: list[tuple[bool, str]] = []
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        _add(before, tag != "equal", "".join(old[start:end]))
        _add(after, tag != "equal", "".join(new[new_start:new_end]))
    return tuple(before), tuple(after)


def _add(parts: list[tuple[bool, str]], differs: bool, words: str) -> None:  # noqa: FBT001 - one value of the pair
    if words:
        parts.append((differs, words))
