"""A text as one byte a letter, folded: where words may stand that a query is after, found at the speed of C.

Marking words means taking each word of a text apart (8 µs for ten words, 500 µs for a practice). Here a table turns the
whole text into bytes (12 µs), the first letters of what is sought are looked up in them, and only the words that begin
so are taken apart. What is found is a little too much and never too little; `passages` looks at each word once more.
"""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from exchange.kernel.languages import Language, fold
from exchange.search.analysis import cyrillic
from exchange.search.analysis.stems import BEGINNING_MARK, TURKIC_MARK
from exchange.search.analysis.tokens import INNER, INVISIBLE, TOKEN
from exchange.search.analysis.turkic.sounds import normal
from exchange.search.columns.kept import Kept

_GAP, _INNER, _OTHER, _ODD = b" "[0], b"-"[0], 1, 0  # between words; within one; a letter of no alphabet of ours
_RUSSIAN, _CYRILLIC = 0x80, 0xA0  # а to я, then any other Cyrillic letter
_RUSSIAN_LETTERS = 32
_UNSEEN = 0xFF
_MARKS, _HALVES = range(0x300, 0x370), range(0xD800, 0xE000)
_TABLE = np.full(1 << 16, _UNSEEN, np.uint8)  # the byte of each character, filled as they come: all at once takes 0.4 s
_LONGEST = 5
_BETWEEN = bytes([_GAP])
_KEPT_LETTERS = 2_000_000  # of all texts together; those of a page are shown again: next page, another order, a filter
_CHANGED = 2  # letters at the end of a stem that its word need not have: families gives famili, oğlu gives oğul

_kept = Kept[tuple[str, Language], bytes](_KEPT_LETTERS)  # looked up in 1 µs where a summary takes 2, a long text 7


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
    """A byte for each character, with a gap before and after; None where letters and bytes do not match.

    That is so for decomposed and invisible letters, for some that fold to two, and for Azerbaijani in Cyrillic.
    """
    asked = text, language
    kept = _kept.get(asked)
    if kept is None:
        kept = _kept.keep(asked, _folded(text, language), len(text))
    return kept or None


def words_at(text: str, letters: bytes, wanted: tuple[bytes, ...], begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Where words of a stretch that may be sought begin and end, ascending."""
    seen = begin - 1
    for at in _places(letters, wanted, begin, end):
        if at <= seen:
            continue  # an inner mark of the word before
        start, seen = letters.rfind(_BETWEEN, 0, at + 1), letters.find(_BETWEEN, at + 1) - 1
        if _INNER in letters[start + 1 : seen + 1]:
            yield from (found.span() for found in TOKEN.finditer(text, start, seen))
        else:
            yield start, seen  # what stands between two gaps is one word


def _folded(text: str, language: Language) -> bytes:
    """As `folded`; empty for None."""
    codes = text.encode("utf-16-le", "surrogatepass")
    if len(codes) != 2 * len(text):
        return b""
    numbers = np.frombuffer(codes, "<u2")
    letters = _looked_up(numbers)
    if _UNSEEN in letters:
        for code in np.unique(numbers[_TABLE[numbers] == _UNSEEN]).tolist():
            _TABLE[code] = _byte(chr(code))
        letters = _looked_up(numbers)
    if _ODD in letters or (language is Language.AZ and not letters.isascii()):
        return b""
    return _BETWEEN + letters + _BETWEEN


def _looked_up(numbers: NDArray[np.uint16]) -> bytes:
    """The byte of each character. Not `_TABLE[numbers]`, which checks each number: twice as long."""
    return _TABLE.take(numbers, mode="wrap").tobytes()


def _places(letters: bytes, wanted: tuple[bytes, ...], begin: int, end: int) -> list[int]:
    """Where any of the patterns begins: one before the word, as the bytes begin one before the text."""
    found = []
    for pattern in wanted:
        at = letters.find(pattern, begin, end + 1)
        while at >= 0:
            found.append(at)
            at = letters.find(pattern, at + 1, end + 1)
    found.sort()
    return found


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
