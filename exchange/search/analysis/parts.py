"""From a written token to folded words: alphabets, apostrophes, hyphens (search.md 2.3 to 2.6)."""

from itertools import zip_longest

from exchange.kernel.languages import Language, fold
from exchange.search.analysis import cyrillic
from exchange.search.analysis.stems import TURKIC
from exchange.search.analysis.tokens import unified

# What follows a hyphen after an abbreviation or a number: BMT-nin, 2022-ci. Folded.
_SUFFIXES = """
in un nin nun yin i u yi yu ni nu si su a e ya ye na ne da de ta te dan den tan ten la le
li lu lik luk lar ler dir dur tir tur ci cu inci uncu nci ncu ki
"""
HYPHEN_SUFFIXES = frozenset(_SUFFIXES.split())


def document_words(raw: str, language: Language) -> tuple[tuple[str, ...], ...]:
    """The token's folded words, one inner tuple a position: first the word, then other spellings at the same place."""
    token = unified(raw)
    if cyrillic.is_azerbaijani(token) or (language is Language.AZ and cyrillic.has_cyrillic(token)):
        token, language = cyrillic.to_latin(token), Language.AZ
    folded = fold(token)
    if folded.isalnum():  # most words: neither apostrophe nor hyphen
        return ((folded,),)
    keep = _before_apostrophe if language in TURKIC else _joined
    return _hyphenated(tuple(keep(part) for part in folded.split("-")), drops_suffix=language in TURKIC)


def query_words(raw: str) -> tuple[tuple[str, ...], ...]:
    """The same for a query, in which any language may be meant: every reading of each word stands at its place."""
    token = unified(raw)
    readings = [token]
    if cyrillic.has_cyrillic(token):
        latin = cyrillic.to_latin(token)
        readings = [latin] if cyrillic.is_azerbaijani(token) else [token, latin]
    variants = [tuple(fold(reading).split("-")) for reading in readings]
    words = [_hyphenated(parts, drops_suffix=True) for parts in variants]
    return tuple(
        _unique([form for reading in place for form in reading]) for place in zip_longest(*words, fillvalue=())
    )


def _before_apostrophe(part: str) -> str:
    """Turkic: what stands before is the name, what follows a suffix (Türkiye'nin)."""
    head, _, _ = part.partition("'")
    return head


def _joined(part: str) -> str:
    """English and Russian: the possessive goes, other apostrophes close up (don't → dont)."""
    return part.removesuffix("'s").replace("'", "")


def _readings(part: str) -> tuple[str, ...]:
    """Both treatments of an apostrophe, without empty or equal ones."""
    return _unique([_before_apostrophe(part), _joined(part)])


def _hyphenated(parts: tuple[str, ...], *, drops_suffix: bool) -> tuple[tuple[str, ...], ...]:
    """One place per part; the whole stands beside the first (covid-19 is found by covid19 too); a suffix goes."""
    if drops_suffix and len(parts) > 1 and _is_suffix(parts[-1]):
        parts = parts[:-1]
    first, *others = parts
    whole = [*_readings(first), "".join(_joined(part) for part in parts)] if others else _readings(first)
    return (_unique(list(whole)), *(_readings(part) for part in others))


def _is_suffix(part: str) -> bool:
    """In either alphabet: БМТ-нин is BMT-nin."""
    return fold(cyrillic.to_latin(part)) in HYPHEN_SUFFIXES


def _unique(words: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in words if word))
