"""Public holidays of a country, from the library `holidays`, with the days that a cabinet decided before it.

Lunar days that are not announced yet are marked as estimated. Loaded only where days are asked for: the library takes
a third of a second.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache

from exchange.meetings.day_names import named
from exchange.meetings.models.calendar import DayKind

HALF_DAY_FROM = time(13)
_ESTIMATED = "(estimated)"
_ENGLISH = "en_US"  # where the library has names in two languages, the other is the country's own


@dataclass(frozen=True)
class FreeDay:
    """A holiday: its name in the language asked for where it is known, and whether its date is a guess."""

    day: date
    kind: DayKind
    name: str
    estimated: bool = False


@dataclass(frozen=True)
class CountryCalendar:
    """The free days of one country for one reader."""

    country: str
    language: str
    overrides: tuple[FreeDay, ...] = ()

    def on(self, day: date) -> FreeDay | None:
        """The holiday of that day; a day that is worked by decision has none."""
        for decided in self.overrides:
            if decided.day == day:
                return decided if decided.kind is not DayKind.WORKING else None
        return _of_year(self.country, day.year, self.language).get(day)

    def of_year(self, year: int) -> Mapping[date, FreeDay]:
        """What the library knows of a year, by day."""
        return _of_year(self.country, year, self.language)

    def is_worked(self, day: date, working_days: tuple[int, ...]) -> bool:
        """Whether the ministry's desk is there that day, at least half of it."""
        if any(decided.day == day and decided.kind is DayKind.WORKING for decided in self.overrides):
            return True
        holiday = self.on(day)
        return day.isoweekday() in working_days and (holiday is None or holiday.kind is DayKind.HALF)

    def next_worked(self, day: date, working_days: tuple[int, ...]) -> date:
        """That day, or the first worked one after it."""
        for number in range(60):
            later = day + timedelta(days=number)
            if self.is_worked(later, working_days):
                return later
        return day

    def after_worked(self, day: date, number: int, working_days: tuple[int, ...]) -> date:
        """The last of so many worked days, counted from the day after; half a day counts."""
        later = day
        for _ in range(number):
            later = self.next_worked(later + timedelta(days=1), working_days)
        return later


@lru_cache(maxsize=256)
def _of_year(country: str, year: int, language: str) -> Mapping[date, FreeDay]:
    """Public holidays and half days; none for a country or year that the library does not know."""
    import holidays  # noqa: PLC0415 - see above

    try:
        known = holidays.country_holidays(country.partition("-")[0], years=year)
    except NotImplementedError:
        return {}
    found = _days(country, year, language, DayKind.FREE, "public")
    if "half_day" in known.supported_categories:
        found = _days(country, year, language, DayKind.HALF, "half_day") | found
    return found


def _days(country: str, year: int, language: str, kind: DayKind, category: str) -> dict[date, FreeDay]:
    plain = _said_in(_ENGLISH, country, year, category)
    spoken = _said_in(language, country, year, category) if language != "en" else plain
    return {
        day: FreeDay(day, kind, _clean(name, language), estimated=_ESTIMATED in str(plain.get(day, "")))
        for day, name in spoken.items()
        if day.year == year
    }


def _said_in(language: str, country: str, year: int, category: str) -> Mapping[date, str]:
    """In the language, in English if the library does not speak it, or in the country's own."""
    import holidays  # noqa: PLC0415 - see above

    code = country.partition("-")[0]
    found: holidays.HolidayBase = holidays.country_holidays(code, years=year, categories=category)
    spoken = next((one for one in (language, _ENGLISH) if one in found.supported_languages), None)
    if spoken is None:
        return found
    return holidays.country_holidays(code, years=year, language=spoken, categories=category)


def _clean(name: str, language: str) -> str:
    """The name alone: what the library adds in brackets is said by the page in the reader's words."""
    return "; ".join(named(part.partition(" (")[0].strip(), language) for part in name.split(";"))
