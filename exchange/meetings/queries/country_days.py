"""The calendars of countries as one reader sees them: a fixed number of queries for any number of days."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.meetings.free_days import CountryCalendar, FreeDay
from exchange.meetings.models import CountryDay


def calendars_of(session: Session, countries: Iterable[str], language: str) -> dict[str, CountryCalendar]:
    """By country code: the library's holidays with what cabinets decided."""
    wanted = set(countries)
    decided: dict[str, list[FreeDay]] = {country: [] for country in wanted}
    for row in session.scalars(select(CountryDay).where(CountryDay.country.in_(wanted)).order_by(CountryDay.day)):
        decided[row.country].append(FreeDay(row.day, row.kind, row.names.text_for(language)))
    return {country: CountryCalendar(country, language, tuple(days)) for country, days in decided.items()}
