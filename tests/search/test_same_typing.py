"""However a word is typed, it is the same word: over every word of the data that comes with the product."""

import unicodedata
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.kernel.languages import Language, lower, upper
from exchange.search.analysis.forms import query_places
from exchange.search.analysis.tokens import tokens
from exchange.search.bench.variants import typings
from exchange.search.meaning.rewriting import shipped_words
from exchange.vocabulary.concepts import shipped_bank

PRACTICES = Path(__file__).parents[2] / "exchange" / "demo" / "data" / "practices"
CASES = [(language, way) for language in Language for way in typings(language)]


@cache
def words(language: Language) -> list[str]:
    texts = [label for concept in shipped_bank() for label in concept.labels.get(language, ())]
    texts += [path.read_text("utf-8") for path in PRACTICES.glob(f"*/{language}.md")]
    if language is Language.AZ:
        texts += [pair.az for pair in shipped_words()]
    if language is Language.TR:
        texts += [pair.tr for pair in shipped_words()]
    return sorted({token.raw for text in texts for token in tokens(text)})


def is_same(typed: str, word: str, way: str) -> bool:
    found, expected = query_places(typed), query_places(word)
    if way != "in Cyrillic":
        return found == expected
    # Cyrillic letters that Russian shares keep the Russian reading too; the Azerbaijani one is whole.
    pairs = zip(expected, found, strict=True)
    return all(set(one.terms) <= set(other.terms) for one, other in pairs)


@pytest.mark.parametrize(("language", "way"), CASES)
def test_every_word_of_the_data_is_the_same_however_it_is_typed(language: Language, way: str) -> None:
    typed = typings(language)[way]
    assert len(words(language)) > 3000
    assert [word for word in words(language) if not is_same(typed(word), word, way)] == []


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_sentences_of_the_data_are_the_same_too(data: st.DataObject) -> None:
    language = data.draw(st.sampled_from(list(Language)))
    sentence = " ".join(data.draw(st.lists(st.sampled_from(words(language)), min_size=1, max_size=6)))
    expected = query_places(sentence)
    assert query_places(upper(sentence, language)) == expected
    assert query_places(lower(sentence, language)) == expected
    assert query_places(unicodedata.normalize("NFD", sentence)) == expected
