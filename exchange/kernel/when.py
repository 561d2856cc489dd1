"""Dates and times in the reader's language and clock, always with the city (product.md, "What we hold to").

English is British English: CLDR's plain `en` writes 11/22/26, which nobody in these ministries reads alike.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_timezone_location
from babel.numbers import format_decimal

_CLDR = {"en": "en_GB"}


def cldr(language: str) -> str:
    """The CLDR locale that writes dates and numbers for an interface language."""
    return _CLDR.get(language, language)


@dataclass(frozen=True)
class Place:
    """Somewhere that has a clock: an IANA zone and the city people know it by."""

    zone: str
    city: str

    def local(self, instant: datetime) -> datetime:
        """The instant on this place's clock."""
        return instant.astimezone(ZoneInfo(self.zone))


def city_of(zone: str, language: str) -> str:
    """The city that stands for a zone in CLDR: "Bakı" for Asia/Baku in Azerbaijani."""
    return str(get_timezone_location(ZoneInfo(zone), locale=cldr(language), return_city=True))


@lru_cache(maxsize=4096)
def date_text(day: date, language: str) -> str:
    """10 March 2026."""
    return format_date(day, "d MMMM y", locale=cldr(language))


def weekday_date(day: date, language: str) -> str:
    """Wednesday 18 March 2026, in the order of the language."""
    return str(format_date(day, "full", locale=cldr(language)))


def short_weekday(day: date, language: str) -> str:
    """Wed: for the head of a column."""
    return str(format_date(day, "EEE", locale=cldr(language)))


def day_month(day: date, language: str) -> str:
    """18 March: for the head of a column."""
    return str(format_date(day, "d MMM", locale=cldr(language)))


@lru_cache(maxsize=4096)
def month_text(day: date, language: str) -> str:
    """Mar 2026: for facts beside a practice.

    Stand-alone months (LLL) only where they differ: Babel 2.18 gives Azerbaijani ones to Turkish once Azerbaijani was
    loaded. To be simplified when Babel mends it.
    """
    return str(format_date(day, "LLL y" if language == "ru" else "MMM y", locale=cldr(language)))


def month_name(day: date, language: str) -> str:
    """March 2026: the head of a calendar. Stand-alone months as in `month_text`."""
    return str(format_date(day, "LLLL y" if language == "ru" else "MMMM y", locale=cldr(language)))


def clock_text(instant: datetime, place: Place, language: str) -> str:  # noqa: ARG001 - as the other texts are asked
    """11:20, on the clock of the place; the caller shows the city. CLDR writes it alike in the four languages."""
    return f"{place.local(instant):%H:%M}"


def when_text(instant: datetime, place: Place, language: str) -> str:
    """10 March 2026, 11:20 Baku."""
    local = place.local(instant)
    return f"{date_text(local.date(), language)}, {local:%H:%M} {place.city}"


def offset_text(instant: datetime, place: Place) -> str:
    """UTC+4 or UTC+5:30: the offset in force at that instant."""
    minutes = int((place.local(instant).utcoffset() or timedelta()).total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else "+"
    return f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else "")


def number_text(value: float, language: str) -> str:
    """10,732 or 10 732: grouped as the language groups."""
    return str(format_decimal(value, locale=cldr(language)))


def iso(instant: datetime) -> str:
    """The instant for a `datetime` attribute, in UTC."""
    return f"{instant.astimezone(UTC).isoformat()[:16]}Z"
