"""Folding, capitals and alphabetical order."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.kernel.languages import Language, fold, is_same, lower, sort_key, upper

WORDS = st.text(alphabet="abcçdeəfgğhxıijkqlmnoöprsştuüvyzABCÇDEƏFGĞHXIİJKQLMNOÖPRSŞTUÜVYZ' -", max_size=30)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("İŞ QÜVVƏSİ", "is quvvesi"),
        ("Işıq", "isiq"),
        ("Ǝ ǝ Ə ə", "e e e e"),
        ("Ёлка", "елка"),
        ("Йод й Й", "йод й й"),
        ("Çocuğun ÖĞÜDÜ", "cocugun ogudu"),
        ("Köln, São, naïve", "koln, sao, naive"),
    ],
)
def test_folding_forgets_case_and_marks(written: str, folded: str) -> None:
    assert fold(written) == folded
    assert fold(unicodedata.normalize("NFD", written)) == folded


@given(WORDS, st.sampled_from([Language.AZ, Language.TR]))
def test_capitals_and_decomposed_letters_fold_alike(word: str, language: Language) -> None:
    assert fold(upper(word, language)) == fold(word) == fold(unicodedata.normalize("NFD", word))


@given(st.text(max_size=40))
def test_folding_any_text_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_two_spellings_are_the_same() -> None:
    assert is_same(" İcbari ", "icbari")
    assert not is_same("uşaq", "uşaqlar")


def test_capitals_follow_the_language() -> None:
    assert upper("ilk ışıq", Language.AZ) == "İLK IŞIQ"
    assert lower("İLK IŞIK", Language.TR) == "ilk ışık"
    assert upper("first", Language.EN) == "FIRST"


@pytest.mark.parametrize(
    ("language", "ordered"),
    [
        (Language.AZ, ["ana", "Bakı", "cəmi", "çay", "elm", "ev", "əl", "xəbər", "ıldırım", "iş", "tələb"]),
        (Language.TR, ["cam", "çam", "gaz", "ısı", "iş", "oda", "ödül", "su", "şu", "zor"]),
        (Language.RU, ["ель", "ёлка", "жизнь", "Йод"]),
        (Language.EN, ["Café", "cafes", "zebra"]),
    ],
)
def test_names_stand_in_the_order_of_the_alphabet(language: Language, ordered: list[str]) -> None:
    assert sorted(sorted(ordered), key=lambda word: sort_key(word, language)) == ordered


def test_every_language_has_its_own_name() -> None:
    assert [language.own_name for language in Language] == ["Azərbaycan dili", "Türkçe", "English", "Русский"]
