"""Runs of letters and digits, with their place in the original text."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# A letter or digit with what may follow it in decomposed text, and marks that only show where to break a line.
_LETTER = r"[^\W_][\u0300-\u036f\u00ad\u200b-\u200d\u2060]*"
_INNER = r"['’‘ʼʹ`´＇\u02bb\-\u2010\u2011\u2012–]"
TOKEN = re.compile(f"(?:{_LETTER})+(?:{_INNER}(?:{_LETTER})+)*")

_UNIFIED = str.maketrans(
    dict.fromkeys("’‘ʼʹ`´＇\u02bb", "'")
    | dict.fromkeys("\u2010\u2011\u2012–", "-")
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060", None)
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
