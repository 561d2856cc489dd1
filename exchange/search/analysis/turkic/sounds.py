"""What happens where a root meets an ending: harmony, buffer letters, softened and doubled consonants, lost vowels.

All on folded letters: ı and i are one, ü and u, ö and o, ə and e, ç and c, ş and s, ğ and g.
"""

import re
from collections.abc import Iterator

VOWELS = frozenset("aeiou")
_VOWEL = re.compile("[aeiou]")
_VOICELESS = frozenset("fstkchp")
_HARMONY_LIMIT = 4  # a longer ending is no accident even where the vowels disagree (saat-lerinde)
_ONE_FOR_TWO = str.maketrans("qx", "kh")
_DISHARMONIOUS = {"a": "eu", "e": "au", "i": "u", "o": "i", "u": "i"}
_HARDENED = {"g": "k", "b": "p", "d": "t"}
_LOST_VOWELS = "iu"  # oğul, oğlu
_LONG_WORD = 5
_SHORT_ROOT = 2


def normal(word: str) -> str:
    """One letter where the two languages write two for one sound in shared words: qapı and kapı, xalq and halk."""
    return word.translate(_ONE_FOR_TWO)


def can_meet(root: str, ending: str) -> bool:
    """Whether the sounds agree: no two vowels, t only after a voiceless consonant, vowel harmony."""
    last, first = root[-1], ending[0]
    if first in VOWELS and last in VOWELS:
        return False
    if first == "t" and last not in _VOICELESS:
        return False
    return len(ending) >= _HARMONY_LIMIT or _is_harmonious(root, ending)


def _is_harmonious(root: str, ending: str) -> bool:
    before, after = _VOWEL.findall(root), _VOWEL.search(ending)
    return not (before and after) or after.group() not in _DISHARMONIOUS[before[-1]]


def unsoftened(root: str) -> Iterator[str]:
    """What a root may have been before an ending that begins with a vowel: kitab- kitap, oğl- oğul, hakk- hak."""
    last, before = root[-1], root[-2:-1]
    hard = _HARDENED.get(last, "k" if last == "y" and before in "eiu" else "")
    if hard:
        yield root[:-1] + hard
    if len(root) <= _SHORT_ROOT or last in VOWELS or before in VOWELS:
        return
    if last == before:
        yield root[:-1]
        if hard:
            yield root[:-2] + hard
    for vowel in _LOST_VOWELS:
        yield root[:-1] + vowel + last
        if hard:
            yield root[:-1] + vowel + hard


def evened(root: str) -> str:
    """The same letters for all shapes of a root: without a final vowel if long, one consonant for two, hardened."""
    if (len(root) >= _LONG_WORD and root[-1] in VOWELS) or (
        len(root) > _SHORT_ROOT and root[-1] == root[-2] and root[-1] not in VOWELS
    ):
        root = root[:-1]
    if len(root) <= _SHORT_ROOT:
        return root
    last = root[-1]
    if last == "y" and root[-2] in "eiu":
        return root[:-1] + "k"
    return root[:-1] + _HARDENED.get(last, last)
