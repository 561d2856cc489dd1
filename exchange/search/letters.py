"""A text as one byte a letter, folded: where words may stand that a query is after, found at the speed of C.

Marking words means taking each word of a text apart (8 µs for ten words, 500 µs for a practice). Here a table turns the
whole text into bytes (12 µs), the first letters of what is sought are looked up in them, and only the words that begin
so are taken apart. What is found is a little too much and never too little; `passages` looks at each word once more.
"""

from collections.abc import Iterable
from functools import lru_cache

import numpy as np

from exchange.kernel.languages import Language, fold
from exchange.search.analysis import cyrillic
from exchange.search.analysis.stems import BEGINNING_MARK, TURKIC_MARK
from exchange.search.analysis.tokens import INNER, INVISIBLE
from exchange.search.analysis.turkic.sounds import normal

_GAP, _INNER, _OTHER, _ODD = b" "[0], b"-"[0], 1, 0  # between words; within one; a letter of no alphabet of ours
_RUSSIAN, _CYRILLIC = 0x80, 0xA0  # а to я, then any other Cyrillic letter
_RUSSIAN_LETTERS = 32
_UNSEEN = 0xFF
_MARKS, _HALVES = range(0x300, 0x370), range(0xD800, 0xE000)
_TABLE = np.full(1 << 16, _UNSEEN, np.uint8)  # the byte of each character, filled as they come: all at once takes 0.4 s
_LONGEST = 5
_CHANGED = 2  # letters at the end of a stem that its word need not have: families gives famili, oğlu gives oğul


@lru_cache(maxsize=256)
def beginnings(terms: frozenset[str]) -> tuple[bytes, ...]:
    """What words must begin with to be worth a look, of several that begin alike the shortest.

    A word with an inner mark always is: it has several readings.
    """
    firsts = sorted({_as_bytes(_first_letters(term)) for term in terms if term}, key=len)
    kept: list[bytes] = []
    for first in firsts:
        if not first.startswith(tuple(kept)):
            kept.append(first)
    return (bytes([_INNER]), *(bytes([_GAP]) + first for first in kept))


def folded(text: str, language: Language) -> bytes | None:
    """A byte for each character, the first one standing before the text; None where letters and bytes do not match.

    That is so for decomposed and invisible letters, for some that fold to two, and for Azerbaijani in Cyrillic.
    """
    codes = text.encode("utf-16-le", "surrogatepass")
    if len(codes) != 2 * len(text):
        return None
    numbers = np.frombuffer(codes, "<u2")
    letters: bytes = _TABLE[numbers].tobytes()
    if _UNSEEN in letters:
        for code in np.unique(numbers[_TABLE[numbers] == _UNSEEN]).tolist():
            _TABLE[code] = _byte(chr(code))
        letters = _TABLE[numbers].tobytes()
    if _ODD in letters or (language is Language.AZ and not letters.isascii()):
        return None
    return bytes([_GAP]) + letters


def words_at(letters: bytes, wanted: tuple[bytes, ...]) -> list[int]:
    """Places in the text that may belong to a word that is sought, ascending."""
    return sorted({at for pattern in wanted for at in _places(letters, pattern)})


def word_start(letters: bytes, at: int) -> int:
    """Where the word at this place of the text begins."""
    return letters.rfind(b" ", 0, at + 1)


def _places(letters: bytes, pattern: bytes) -> Iterable[int]:
    at = letters.find(pattern)
    while at >= 0:
        yield at  # the pattern begins one before the word, as the bytes begin one before the text
        at = letters.find(pattern, at + 1)


def _first_letters(term: str) -> str:
    if term.startswith(BEGINNING_MARK):
        return term[1:]
    bare = term.removeprefix(TURKIC_MARK)
    return bare[: max(min(len(bare) - _CHANGED, _LONGEST), 1)]


def _as_bytes(letters: str) -> bytes:
    return bytes(_byte(letter) for letter in normal(letters))


def _byte(letter: str) -> int:
    code = ord(letter)
    if letter in INNER:
        return _INNER
    if letter in INVISIBLE or code in _MARKS or code in _HALVES or cyrillic.is_azerbaijani(letter):
        return _ODD
    return _letter(letter) if letter.isalnum() else _GAP


def _letter(letter: str) -> int:
    plain = normal(fold(letter))
    if len(plain) != 1:
        return _ODD
    if plain.isascii():
        return ord(plain)
    if not cyrillic.has_cyrillic(letter):
        return _OTHER
    number = ord(plain) - ord("а")
    return _RUSSIAN + number if 0 <= number < _RUSSIAN_LETTERS else _CYRILLIC
