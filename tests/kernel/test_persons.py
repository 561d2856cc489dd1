"""What looks like a person's data, in four languages: found where it has a form, quiet about services and numbers."""

import re

import pytest

from exchange.kernel.persons import MOST, SpotKind, spots
from tests.support.seconds import least_seconds

FOUND = [
    (SpotKind.NAME, "11 yaşlı Aysel ailəyə qayıtdı"),
    (SpotKind.NAME, "12 yaşlı, Nigar adlı qız"),
    (SpotKind.NAME, "11 yaşındaki Ayşe okula döndü"),
    (SpotKind.NAME, "Ayşe isimli çocuk"),
    (SpotKind.NAME, "an 11-year-old girl Anna"),
    (SpotKind.NAME, "Anna, aged 11, lives with an aunt"),
    (SpotKind.NAME, "11-летняя Анна вернулась"),
    (SpotKind.NAME, "Анна, 11 лет"),
    (SpotKind.NAME, "девочка по имени Анна"),
    (SpotKind.NAME, "Məmmədov Əli Vəli oğlu"),
    (SpotKind.NAME, "Иванова Анна Петровна"),
    (SpotKind.NUMBER, "T.C. kimlik no 10000000146"),
    (SpotKind.NUMBER, "ИИН 900101300017"),
    (SpotKind.NUMBER, "FİN: 5AB12CD"),
    (SpotKind.BIRTH, "doğum tarixi: 12.03.2014"),
    (SpotKind.BIRTH, "12.03.2014 doğumlu"),
    (SpotKind.BIRTH, "born on 12.03.2014"),
    (SpotKind.BIRTH, "дата рождения 01.02.2010"),
    (SpotKind.PHONE, "+994 50 123 45 67"),
    (SpotKind.PHONE, "050 123 45 67"),
    (SpotKind.MAIL, "write to anna@gmail.com"),
]
QUIET = [
    "11 yaşlı uşaq",
    "Children aged 11 to 17",
    "Children, aged 11, go home",
    "Дети, 11 лет",
    "За 10 лет, прошедших после 1996 года",
    "from 01.02.2019 to 03.04.2020",
    "the law of 12.03.2014",
    "info@sosial.gov.az",
    "Ministry of Labour and Social Protection",
    "12345678901 manats",  # eleven digits whose check digits are wrong
    "a FIN code is asked for",
    "https://e-qanun.az/framework/10000000146",
    "DOST Agency, 11 centres",
]


@pytest.mark.parametrize(("kind", "text"), FOUND)
def test_what_belongs_to_a_person_is_found(kind: SpotKind, text: str) -> None:
    assert [spot.kind for spot in spots(f"The centre opened. {text}. It has 40 places.")] == [kind]


@pytest.mark.parametrize("text", QUIET)
def test_what_belongs_to_a_service_is_not(text: str) -> None:
    assert spots(text) == ()


def test_one_wrong_digit_is_no_identity_number() -> None:
    for number in ("10000000146", "900101300017"):
        wrong = [f"{number[:-1]}{digit}" for digit in range(10) if str(digit) != number[-1]]
        assert spots(number)
        assert spots(*wrong) == ()


def test_few_places_are_enough_and_each_is_said_once() -> None:
    assert len(spots("anna@gmail.com", "anna@gmail.com")) == 1
    assert len(spots(*(f"person{number}@gmail.com" for number in range(50)))) == MOST


@pytest.mark.parametrize("piece", ["Anna ", "A", "1 ", "+994 ", "11 yaşlı ", "born ", "Aa, ", "12.03.2014 ", "FIN "])
def test_a_hostile_text_costs_little(piece: str) -> None:
    assert least_seconds(lambda: spots((piece * 200_000)[:200_000]), under=1.0) < 1.0


def test_an_excerpt_shows_a_few_words_around() -> None:
    excerpt = spots("word " * 100 + "born on 12.03.2014 " + "word " * 100)[0].excerpt
    assert re.fullmatch(r"… [\w ]{10,30}born on 12\.03\.2014[\w ]{10,30} …", excerpt)


@pytest.mark.parametrize(
    "table",
    [
        "Ad Soyad Doğum tarixi Rayon\nAysel Quliyeva 03.03.2017 Tərtər",
        "| Ad | Doğum tarixi |\n| --- | --- |\n| Aysel | 03.03.2017 |",
        "Adı Soyadı; Doğum Tarihi\nAyşe Yılmaz; 03/03/2017",
        "Имя Дата рождения\nАнна 2017-03-03",
        "Name, Date of birth, District\nAnna, 3.3.2017, North",
    ],
)
def test_a_list_of_children_is_seen_by_the_head_of_its_column(table: str) -> None:
    assert SpotKind.BIRTH in {spot.kind for spot in spots(table)}


def test_a_date_below_a_sentence_about_births_is_no_date_of_birth() -> None:
    assert spots("Doğum tarixi təsdiqlənir.\nQərar 03.03.2017 tarixində qəbul edilib.") == ()
