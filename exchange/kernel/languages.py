"""The four working languages: names, folding, alphabetical order. Only here may human text change its case."""

import unicodedata
from enum import StrEnum
from functools import lru_cache


class Language(StrEnum):
    """A working language of the exchange, by its ISO 639-1 code."""

    AZ = "az"
    TR = "tr"
    EN = "en"
    RU = "ru"

    @property
    def own_name(self) -> str:
        """The language as its speakers write it; never translated."""
        return _OWN_NAMES[self]


_OWN_NAMES = {
    Language.AZ: "Azərbaycan dili",
    Language.TR: "Türkçe",
    Language.EN: "English",
    Language.RU: "Русский",
}

_TURKIC = frozenset({Language.AZ, Language.TR})
_SOFT_HYPHEN = "\u00ad"
_SHORT_I = "\u0439"  # the Cyrillic short i is a letter, its breve no accent

# One letter to one letter, whatever the language: the keyboards that cannot type these letters decide (search.md 2.6).
_LETTERS = str.maketrans(
    {
        "İ": "i",
        "I": "i",
        "ı": "i",
        "Ə": "e",
        "ə": "e",
        "Ǝ": "e",
        "ǝ": "e",
        "ә": "ә",  # the Cyrillic schwa stays: only Azerbaijani Cyrillic has it, and it is rewritten before folding
        "ß": "ss",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "æ": "e",
        "œ": "e",
        "ς": "σ",  # at the end of a Greek word; capitals have one letter for both
    }
)


def _fold_character(character: str) -> str:
    lowered = character.translate(_LETTERS).lower().translate(_LETTERS)
    base = unicodedata.normalize("NFC", lowered)
    if _SHORT_I in base:
        return _SHORT_I
    plain = "".join(mark for mark in unicodedata.normalize("NFKD", base) if not unicodedata.combining(mark))
    return plain.lower().translate(_LETTERS)


class _Table(dict[int, str]):
    """Folds a letter at its first sight and remembers it: str.translate then runs at the speed of C."""

    def __missing__(self, code: int) -> str:
        folded = "" if unicodedata.combining(chr(code)) else _fold_character(chr(code))
        self[code] = folded
        return folded


_TABLE = _Table()


def fold(text: str) -> str:
    """The text as a careless typist would write it: small letters, no marks, dotless and dotted i alike.

    Typed with or without diacritics, in capitals, or decomposed, the same word gives the same result (search.md 2.6):
    i, İ, ı, I become i; ə becomes e; ё becomes е; й stays.
    """
    return unicodedata.normalize("NFC", text).translate(_TABLE)


def is_same(one: str, other: str) -> bool:
    """Whether two texts differ in nothing but case, diacritics and surrounding space."""
    return fold(one).strip() == fold(other).strip()


def upper(text: str, language: Language) -> str:
    """Capitals by the rules of the language: in Azerbaijani and Turkish i becomes İ and ı becomes I."""
    if language in _TURKIC:
        text = text.replace("i", "İ").replace("ı", "I")
    return text.upper()


def lower(text: str, language: Language) -> str:
    """Small letters by the rules of the language: in Azerbaijani and Turkish I becomes ı and İ becomes i."""
    if language in _TURKIC:
        text = text.replace("İ", "i").replace("I", "ı")
    return text.lower()


_ALPHABETS = {
    Language.AZ: "abcçdeəfgğhxıijkqlmnoöprsştuüvyz",
    Language.TR: "abcçdefgğhıijklmnoöpqrsştuüvwxyz",
    Language.EN: "abcdefghijklmnopqrstuvwxyz",
    Language.RU: "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
}
_OTHER_SCRIPT = 1000  # letters outside the alphabet sort after it, by code


@lru_cache(maxsize=4)
def _ranks(language: Language) -> dict[str, int]:
    return {letter: rank for rank, letter in enumerate(_ALPHABETS[language], start=1)}


def _rank(letter: str, ranks: dict[str, int]) -> int:
    if letter in ranks:
        return ranks[letter]
    plain = ranks.get(fold(letter))  # é sorts with e where the alphabet has no é
    if plain is not None:
        return plain
    return _OTHER_SCRIPT + ord(letter) if letter.isalpha() else 0


@lru_cache(maxsize=4096)  # names of countries and ministries come again and again
def sort_key(text: str, language: Language) -> tuple[tuple[int, ...], str]:
    """A key that puts names in the order of the language's alphabet (ə after e, ç after c), small and capital alike."""
    ranks = _ranks(language)
    composed = unicodedata.normalize("NFC", lower(text, language)).replace(_SOFT_HYPHEN, "")
    return tuple(_rank(letter, ranks) for letter in composed), text
