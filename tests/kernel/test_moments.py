"""Dates are told as exactly as they are known, in the reader's language."""

from datetime import date

import pytest

from exchange.kernel.moments import Moment, Precision, date_in_year, full_date, month_and_year

DAY = Moment(date(2025, 12, 24), None, Precision.DAY)
TWO_DAYS = Moment(date(2025, 9, 3), date(2025, 9, 4), Precision.DAY)
OVER_A_MONTH = Moment(date(2025, 9, 30), date(2025, 10, 2), Precision.DAY)
MONTH = Moment(date(2023, 11, 1), None, Precision.MONTH)
YEAR = Moment(date(2012, 1, 1), None, Precision.YEAR)


@pytest.mark.parametrize(
    ("moment", "language", "full", "in_year"),
    [
        (DAY, "en", "24 December 2025", "24 December"),
        (DAY, "az", "24 dekabr 2025", "24 dekabr"),
        (DAY, "tr", "24 Aralık 2025", "24 Aralık"),
        (DAY, "ru", "24 декабря 2025", "24 декабря"),
        (TWO_DAYS, "en", "3–4 September 2025", "3–4 September"),
        (TWO_DAYS, "ru", "3–4 сентября 2025", "3–4 сентября"),
        (OVER_A_MONTH, "en", "30 September 2025 – 2 October 2025", "30 September – 2 October"),
        (MONTH, "en", "November 2023", "November"),
        (MONTH, "az", "noyabr 2023", "noyabr"),
        (MONTH, "tr", "Kasım 2023", "Kasım"),
        (MONTH, "ru", "ноябрь 2023", "ноябрь"),
        (YEAR, "tr", "2012", ""),
    ],
)
def test_a_date_says_no_more_than_is_known(moment: Moment, language: str, full: str, in_year: str) -> None:
    assert (full_date(moment, language), date_in_year(moment, language)) == (full, in_year)


def test_turkish_months_stay_turkish_after_azerbaijani_ones_were_written() -> None:
    assert date_in_year(MONTH, "az") == "noyabr"
    assert (date_in_year(MONTH, "tr"), month_and_year(MONTH.on, "tr")) == ("Kasım", "Kasım 2023")
