"""Runs of letters and digits, with their place in the original text."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_APOSTROPHES, _HYPHENS = "'’‘ʼʹ`´＇\u02bb", "-\u2010\u2011\u2012–"
INNER = _APOSTROPHES + _HYPHENS  # what may stand within a word
INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060"  # what only shows where to break a line

# A letter or digit with what may follow it in decomposed text, and invisible marks.
_LETTER = rf"[^\W_][\u0300-\u036f{INVISIBLE}]*"
TOKEN = re.compile(f"(?:{_LETTER})+(?:[{re.escape(INNER)}](?:{_LETTER})+)*")

_UNIFIED = str.maketrans(
    dict.fromkeys(_APOSTROPHES, "'") | dict.fromkeys(_HYPHENS, "-") | dict.fromkeys(INVISIBLE, None)
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word as written: `text[start:end]` of the original."""

    raw: str
    start: int
    end: int


def tokens(text: str) -> Iterator[Token]:
    """Every word of the text, with inner apostrophes and hyphens, at its offsets in the original."""
    for match in TOKEN.finditer(text):
        yield Token(match.group(), match.start(), match.end())


def unified(raw: str) -> str:
    """The token composed (NFC), with one kind of apostrophe and hyphen and without invisible marks."""
    return unicodedata.normalize("NFC", raw.translate(_UNIFIED))
