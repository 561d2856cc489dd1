"""When something happened, as exactly as it is known and no more, in the order of the language."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from babel.dates import format_date

from exchange.kernel.when import cldr, date_text


class Precision(StrEnum):
    """How exactly a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True)
class Moment:
    """When something happened, and how exactly that is known."""

    on: date  # the first day, when only a month or year is known
    until: date | None = None
    precision: Precision = Precision.DAY


def full_date(moment: Moment, language: str) -> str:
    """24 December 2025, 3–4 September 2025, November 2023 or 2012."""
    if moment.precision is Precision.YEAR:
        return str(moment.on.year)
    if moment.precision is Precision.MONTH:
        return month_and_year(moment.on, language)
    if moment.until is None:
        return date_text(moment.on, language)
    return _range(moment.on, moment.until, "d MMMM y", language)


def date_in_year(moment: Moment, language: str) -> str:
    """24 December, 3–4 September or November: under a heading that says the year. Empty when only the year is known."""
    if moment.precision is Precision.YEAR:
        return ""
    if moment.precision is Precision.MONTH:
        return _text(moment.on, _month_pattern(language), language)
    if moment.until is None:
        return _text(moment.on, "d MMMM", language)
    return _range(moment.on, moment.until, "d MMMM", language)


def month_and_year(day: date, language: str) -> str:
    """November 2023."""
    return _text(day, f"{_month_pattern(language)} y", language)


def _range(start: date, end: date, pattern: str, language: str) -> str:
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{_text(end, pattern, language)}"
    return f"{_text(start, pattern, language)} – {_text(end, pattern, language)}"


def _month_pattern(language: str) -> str:
    # Babel 2.18 answers LLLL for one language with the names of another that was loaded before, where CLDR has no
    # form of its own for months that stand alone; of the four languages only Russian has one, and needs it.
    return "LLLL" if language == "ru" else "MMMM"


def _text(day: date, pattern: str, language: str) -> str:
    return str(format_date(day, pattern, locale=cldr(language)))
