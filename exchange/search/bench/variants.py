"""The same text typed otherwise: without diacritics, in capitals, decomposed, in Azerbaijani Cyrillic."""

import unicodedata
from collections.abc import Callable, Iterator, Mapping

from exchange.kernel.languages import Language, lower, upper
from exchange.search.analysis.tokens import tokens
from exchange.search.bench.engines import Terms
from exchange.search.bench.sets import EvaluationSets

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


def words_of(sets: EvaluationSets, terms: Terms | None) -> Mapping[Language, frozenset[str]]:
    """Every different word of the sets and of the term bank, by language."""
    found: dict[Language, set[str]] = {language: set() for language in Language}
    for language, text in _texts(sets, terms):
        found[language].update(token.raw for token in tokens(text))
    return {language: frozenset(words) for language, words in found.items()}


def _texts(sets: EvaluationSets, terms: Terms | None) -> Iterator[tuple[Language, str]]:
    for judged in sets.judged:
        yield from ((text.language, f"{text.title} {text.text}") for text in (*judged.documents, *judged.questions))
    for parallel in sets.parallel:
        yield from (pair for sentence in parallel.sentences for pair in sentence.texts.items())
    for stems in sets.stems:
        yield from (
            (Language.TR if "turkish" in stems.name else Language.AZ, form) for pair in stems.pairs for form in pair
        )
    if terms:
        yield from ((language, label) for _, language, label in terms.preferred())
