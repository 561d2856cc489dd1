"""The calendar of a country as those who keep it see it: what was decided, beside what the library says."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.queries import ministries
from exchange.kernel.countries import country_name
from exchange.kernel.errors import NotFoundError
from exchange.kernel.languages import Language, sort_key
from exchange.kernel.translated import Translated
from exchange.meetings.free_days import CountryCalendar, FreeDay
from exchange.meetings.models import CountryDay, DayKind


@dataclass(frozen=True)
class CountryLine:
    """A country with a ministry on the exchange, and how many of its days were decided."""

    code: str
    name: str
    decided: int


@dataclass(frozen=True)
class DayLine:
    """One day of a year: what the library says of it, what was decided, or both."""

    day: date
    known: FreeDay | None
    kind: DayKind | None  # None: nothing was decided
    names: Translated


def countries(session: Session, language: str) -> tuple[CountryLine, ...]:
    """Every country of a ministry, in alphabetical order. Two queries."""
    decided = Counter(session.scalars(select(CountryDay.country)))
    codes = {one.country for one in ministries(session)}
    lines = (CountryLine(code, country_name(code, language), decided[code]) for code in codes)
    return tuple(sorted(lines, key=lambda line: sort_key(line.name, Language(language))))


def days_of(session: Session, *, country: str, year: int, language: str) -> tuple[DayLine, ...]:
    """The free days of a year and those that were decided, in order.

    Raises:
        NotFoundError: no ministry of the exchange is in that country.
    """
    if country not in {line.code for line in countries(session, language)}:
        raise NotFoundError
    first, last = date(year, 1, 1), date(year, 12, 31)
    rows = session.scalars(
        select(CountryDay).where(CountryDay.country == country, CountryDay.day >= first, CountryDay.day <= last)
    )
    decided = {row.day: row for row in rows}
    known = CountryCalendar(country, language).of_year(year)
    return tuple(_line(day, known.get(day), decided.get(day)) for day in sorted({*known, *decided}))


def _line(day: date, known: FreeDay | None, row: CountryDay | None) -> DayLine:
    return DayLine(day, known, row.kind if row else None, row.names if row else Translated())


def decided_day(session: Session, country: str, day: date) -> DayLine:
    """What was decided about one day."""
    return _line(day, None, session.get(CountryDay, (country, day)))
