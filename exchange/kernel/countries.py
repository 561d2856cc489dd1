"""Names of countries in the interface languages, from CLDR; nations inside a state where they act for themselves."""

from functools import cache

from babel import Locale

from exchange.kernel.when import cldr

_NATIONS = {
    "GB-SCT": {"en": "Scotland", "az": "Şotlandiya", "tr": "İskoçya", "ru": "Шотландия"},
}


_NO_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})  # CLDR names them beside the countries


def is_country(code: str) -> bool:
    """Whether a country has this code (ISO 3166), or a nation that acts for itself."""
    is_code = len(code) == len("AZ") and code.isalpha() and code not in _NO_COUNTRIES
    return code in _NATIONS or (is_code and code in Locale.parse("en").territories)


@cache
def country_name(code: str, language: str) -> str:
    """The country as people call it: "Türkiyə" for TR in Azerbaijani; the code itself if it is unknown."""
    if code in _NATIONS:
        return _NATIONS[code].get(language, _NATIONS[code]["en"])
    return str(Locale.parse(cldr(language)).territories.get(code, code))


def plate(code: str) -> str:
    """The two or three letters on a country's plate: SCT for GB-SCT."""
    return code.rpartition("-")[2]
