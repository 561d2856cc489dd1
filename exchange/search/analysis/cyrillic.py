"""Azerbaijani in Cyrillic letters (1939 to 2001, and in Dagestan today), rewritten letter by letter into Latin."""

from exchange.kernel.languages import Language, upper

_PAIRS = (
    "а a,б b,в v,г q,ғ ğ,д d,е e,ә ə,ж j,з z,и i,ы ı,ј y,к k,ҝ g,л l,м m,н n,о o,ө ö,п p,р r,с s,т t,у u,ү ü,ф f,х x,"
    "һ h,ч ç,ҹ c,ш ş,й y,э e,ю yu,я ya,ц s,щ ş,ё yo,ь ,ъ "
)
_LATIN = dict(pair.split(" ") for pair in _PAIRS.split(","))
_TABLE = str.maketrans(_LATIN | {upper(letter, Language.RU): latin for letter, latin in _LATIN.items()})
_ONLY_AZERBAIJANI = frozenset("әғјҝөүһҹӘҒЈҜӨҮҺҸ")
_CYRILLIC = ("\u0400", "\u052f")


def has_cyrillic(word: str) -> bool:
    """Whether any letter is Cyrillic."""
    return not word.isascii() and any(_CYRILLIC[0] <= letter <= _CYRILLIC[1] for letter in word)


def is_azerbaijani(word: str) -> bool:
    """Whether the word holds a Cyrillic letter that Russian lacks."""
    return not _ONLY_AZERBAIJANI.isdisjoint(word)


def to_latin(word: str) -> str:
    """The word in the Latin alphabet of Azerbaijani; Latin letters in it stay."""
    return word.translate(_TABLE)
