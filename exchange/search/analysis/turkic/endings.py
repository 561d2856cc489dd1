"""The endings that a noun or a verb may carry, as patterns that are written out once, at import.

In a pattern A stands for a or e, I for i or u (folded ı, i, u, ü), D for d or t. q is written k (see sounds.normal).
"""

from collections.abc import Iterable, Mapping
from itertools import product

from exchange.search.analysis.turkic.sounds import normal

AFTER_VOWEL, AFTER_CONSONANT, AFTER_BOTH = "v", "c", "vc"  # what an ending may follow

Endings = Mapping[str, str]

_LETTERS = {"A": "ae", "I": "iu", "D": "dt"}

# Cases: none, accusative, dative, locative, ablative, genitive, instrumental, "that is in", "as, in the manner of".
_CASES_AFTER_CONSONANT = ("", "I", "A", "DA", "DAn", "In", "lA", "DAki", "cA")
_CASES_AFTER_VOWEL = ("", "yI", "nI", "yA", "DA", "DAn", "nIn", "ylA", "DAki")
_CASES_AFTER_THIRD_PERSON = ("", "nI", "nA", "ndA", "ndAn", "nIn", "ylA", "nlA", "ndAki", "ncA")

# Whose: nobody's, my, your, our, your (plural); the last of each row is his, her, its, their.
_OWNERS_AFTER_CONSONANT = ("", "Im", "In", "ImIz", "InIz")
_OWNERS_AFTER_VOWEL = ("m", "n", "mIz", "nIz")
_THIRD_PERSON_AFTER_CONSONANT = "I"
_THIRD_PERSON_AFTER_VOWEL = "sI"

_IS = ("", "dIr")
_PERSONS = ("", "Am", "sAn", "Ik", "sInIz", "lAr", "Im", "sIn", "Iz")


def noun_endings() -> Endings:
    """Number, owner, case and "is", in this order: ev-ler-imiz-den-dir."""
    after_consonant, after_vowel = _owned_after_consonant(), _owned_after_vowel()
    return _written_out(
        (AFTER_CONSONANT, _joined(after_consonant, _IS)),
        (AFTER_VOWEL, _joined(after_vowel, _IS)),
        (AFTER_BOTH, _joined(("lAr",), after_consonant, _IS)),
        (AFTER_BOTH, _joined(("DAki", "ndAki"), ("nI", "nA", "nIn", "ndA", "ndAn"))),
        (AFTER_BOTH, _joined(("DAki", "ndAki"), ("lAr",), _CASES_AFTER_CONSONANT)),
    )


def verb_endings() -> Endings:
    """Infinitives, verbal nouns, participles, tenses with persons, and converbs, each with what may follow it."""
    after_consonant, after_vowel = _owned_after_consonant(), _owned_after_vowel()
    return _written_out(
        (AFTER_BOTH, _joined(("mAk",), ("", "DA", "DAn", "lA", "DAdIr"))),
        (AFTER_BOTH, ("mAyA", "mAgA")),
        (AFTER_BOTH, _joined(("mA",), after_vowel)),
        (AFTER_BOTH, _joined(("mAlAr",), after_consonant)),
        (AFTER_BOTH, _joined(("DIk", "DIg", "DIy"), ("", "lAr"), after_consonant)),
        (AFTER_BOTH, _joined(("", "y"), ("AcAk", "AcAg", "AcAy"), (*after_consonant, *_PERSONS, "dIr", "tIr"))),
        (AFTER_BOTH, _joined(("Ir", "yIr", "Iyor", "Ar"), (*_PERSONS, "dI", "dIlAr"))),
        (AFTER_BOTH, _joined(("DI",), ("", "m", "n", "k", "nIz", "lAr"))),
        (AFTER_BOTH, _joined(("mIs",), ("", "DIr", "lAr", "lArdIr", "Am", "Ik", "DI"))),
        (AFTER_BOTH, ("ArAk", "yArAk", "Ib", "Ip", "yIb", "yIp", "IbdIr", "IncA", "AndA", "mAdAn")),
    )


def _owned_after_consonant() -> tuple[str, ...]:
    third = _joined((_THIRD_PERSON_AFTER_CONSONANT,), _CASES_AFTER_THIRD_PERSON)
    return (*_joined(_OWNERS_AFTER_CONSONANT, _CASES_AFTER_CONSONANT), *third)


def _owned_after_vowel() -> tuple[str, ...]:
    third = _joined((_THIRD_PERSON_AFTER_VOWEL,), _CASES_AFTER_THIRD_PERSON)
    return (*_CASES_AFTER_VOWEL, *_joined(_OWNERS_AFTER_VOWEL, _CASES_AFTER_CONSONANT), *third)


def _joined(*parts: Iterable[str]) -> tuple[str, ...]:
    return tuple("".join(chosen) for chosen in product(*parts))


def _written_out(*groups: tuple[str, Iterable[str]]) -> Endings:
    endings: dict[str, str] = {}
    for after, patterns in groups:
        for pattern in patterns:
            for ending in _joined(*(_LETTERS.get(letter, letter) for letter in pattern)):
                endings[normal(ending)] = endings.get(ending, "") + after
    endings.pop("", None)
    return endings
