"""Public holidays are named in the language of who reads of them."""

import pytest

from exchange.meetings.free_days import CountryCalendar

YEARS = range(2024, 2034)


@pytest.mark.parametrize("country", ["AZ", "TR", "KZ"])
@pytest.mark.parametrize("language", ["az", "tr", "ru"])
def test_a_neighbours_holidays_are_not_named_in_english(country: str, language: str) -> None:
    english, own = CountryCalendar(country, "en"), CountryCalendar(country, language)
    pairs = [(own.on(day), free) for year in YEARS for day, free in english.of_year(year).items()]
    assert len(pairs) > 100
    assert not {free.name for said, free in pairs if said is None or said.name == free.name}


def test_two_holidays_of_one_day_are_both_named() -> None:
    """Independence Day and the Feast of Sacrifice of 2026 fall on one day in Baku."""
    names = [free.name for free in CountryCalendar("AZ", "tr").of_year(2026).values()]
    assert "Kurban Bayramı; Bağımsızlık Günü" in names


def test_the_letters_of_a_name_are_the_languages_own() -> None:
    names = {free.name for free in CountryCalendar("AZ", "az").of_year(2027).values()}
    assert {"Ramazan bayramı", "Qurban bayramı"} <= names


def test_a_name_that_nobody_translated_stays_as_the_library_has_it() -> None:
    assert "Boxing Day" in {free.name for free in CountryCalendar("GB", "ru").of_year(2027).values()}
