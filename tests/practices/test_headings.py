"""Which field a heading means, in four languages, numbered, inflected, in capitals."""

import pytest

from exchange.kernel.languages import Language
from exchange.practices.importing.headings import HEADINGS, field_for
from exchange.practices.importing.placing import language_of


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("1. Problemin təsviri", "problem"),
        ("3.2. Hüquqi əsası", "context"),
        ("ƏLDƏ OLUNMUŞ NƏTİCƏLƏR", "results"),
        ("Çətinliklər və maneələr", "difficulties"),
        ("II. Ümumi müddəalar", "context"),
        ("Öyrənilən dərslər", "lessons"),
        ("Uygulama Adımları", "steps"),
        ("Karşılaşılan Zorluklar", "difficulties"),
        ("SORUNUN TANIMI", "problem"),
        ("LESSONS LEARNED", "lessons"),
        ("Description of the practice", "solution"),
        ("What is new about it", "innovation"),
        ("Результаты и достижения", "results"),
        ("Трудности при внедрении", "difficulties"),
        ("Партнёры проекта", "partners"),
        ("Əlavələr", ""),
        ("Müqavilənin bağlanması", ""),
        ("", ""),
    ],
)
def test_a_heading_means_a_field(heading: str, field: str) -> None:
    assert field_for(heading) == field


def test_every_phrase_of_the_table_finds_its_own_field() -> None:
    wrong = {
        (phrase, field_for(phrase), name)
        for name, row in HEADINGS.items()
        for said in row
        for phrase in said.split("; ")
        if field_for(phrase) != name
    }
    assert wrong == set()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Uşaqların müdafiəsi və ailə", Language.AZ),
        ("Çocukların korunması için aile", Language.TR),
        ("Protection of children in families", Language.EN),
        ("Защита детей в семье", Language.RU),
    ],
)
def test_letters_tell_the_language(text: str, language: Language) -> None:
    assert language_of(text) is language
