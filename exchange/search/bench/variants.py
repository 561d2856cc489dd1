"""The same text typed otherwise: without diacritics, in capitals, decomposed, in Azerbaijani Cyrillic."""

import unicodedata
from collections.abc import Callable, Mapping

from exchange.kernel.languages import Language, lower, upper

_PLAIN = str.maketrans("çəğıöşüâîûÇƏĞİÖŞÜÂÎÛ", "cegiosuaiuCEGIOSUAIU")
_CYRILLIC = str.maketrans("abcçdeəfgğhxıijkqlmnoöprsştuüvyz", "абҹчдеәфҝғһхыижкглмноөпрсштуүвјз")

Typing = Callable[[str], str]


def typings(language: Language) -> Mapping[str, Typing]:
    """Ways to type a text of the language that must make no difference."""
    ways: dict[str, Typing] = {
        "upper case": lambda text: upper(text, language),
        "decomposed": lambda text: unicodedata.normalize("NFD", text),
    }
    if language in {Language.AZ, Language.TR}:
        ways["without diacritics"] = lambda text: text.translate(_PLAIN)
    if language is Language.AZ:
        ways["in Cyrillic"] = lambda text: lower(text, language).translate(_CYRILLIC)
    return ways
