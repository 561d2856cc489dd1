"""Thirty zones times every day of two years: the mailed instant is ten o’clock there, as other programs read it.

`python -m tests.faults.calendar_zones [days]` prints a row per zone; ical.js is asked where Node is. The suite runs a
short version (tests/meetings/test_golden_calendar.py).
"""

import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from exchange.meetings.invitation import Attendee, Invitation
from exchange.meetings.itip import invitation_file
from exchange.meetings.models import MeetingState, PartRole, PartStat
from tests.support.calendars import (
    Parser,
    by_ical_js,
    by_icalendar,
    by_khal,
    by_vobject,
    in_one,
    radicale,
    why_no_node,
)

ZONES = (
    "Asia/Baku", "Europe/Istanbul", "Asia/Almaty", "Asia/Tbilisi", "Europe/Chisinau", "Europe/Kyiv", "Asia/Tashkent",
    "Asia/Bishkek", "Asia/Ashgabat", "Asia/Dushanbe", "Asia/Yerevan", "Europe/Moscow", "Europe/Minsk", "Europe/London",
    "Europe/Dublin", "Europe/Berlin", "Europe/Helsinki", "Europe/Tallinn", "Atlantic/Reykjavik", "Europe/Lisbon",
    "Asia/Tehran", "Asia/Karachi", "Asia/Kolkata", "Asia/Jerusalem", "Africa/Cairo", "Asia/Amman",
    "Africa/Casablanca", "America/New_York", "America/Santiago", "Australia/Lord_Howe",
)  # fmt: skip
FIRST = date(2026, 1, 1)
TEN = time(10)
PARSERS: dict[str, Parser] = {"vobject": by_vobject, "icalendar": by_icalendar, "khal": by_khal}


def invited(starts_at: datetime) -> bytes:
    """The message for a meeting at that instant."""
    return invitation_file(
        Invitation(
            uid="0190a1b2-0000-7000-8000-0000000000aa",
            sequence=0,
            stamped_at=datetime(2026, 1, 1, tzinfo=UTC),
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=1),
            state=MeetingState.CONFIRMED,
            title="Görüş",
            lines=(),
            join_url="https://exchange.example/meetings/x/join",
            join_label="Join",
            page_url="https://exchange.example/meetings/x",
            language="az",
            organizer_name="Exchange",
            organizer_address="meetings@exchange.example",
            attendee=Attendee("desk@az.example", "Desk", PartRole.DELEGATE, PartStat.NEEDS_ACTION),
        )
    )


def wrong_days(zone: str, days: Iterable[date], parsers: Mapping[str, Parser] | None = None) -> list[tuple[str, date]]:
    """Parser and day of every message that does not mean ten o'clock there. All days go to a parser at once."""
    wanted = list(days)
    calendar = calendar_of(zone, wanted)
    return [
        (name, day)
        for name, read in (parsers or PARSERS).items()
        for day, seen in zip(wanted, sorted(read([calendar])[0], key=lambda one: one.uid), strict=True)
        if not is_ten(seen.instant, zone, day)
    ]


def calendar_of(zone: str, days: Sequence[date]) -> str:
    """A message for ten o'clock of each day, all in one calendar."""
    place = ZoneInfo(zone)
    return in_one([invited(datetime.combine(day, TEN, place)).decode() for day in days])


def is_ten(instant: datetime, zone: str, day: date) -> bool:
    """Whether the instant is ten o'clock there on that day."""
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == datetime.combine(day, TEN)


def days_of(number: int) -> list[date]:
    """So many days from the first one."""
    return [FIRST + timedelta(days=count) for count in range(number)]


def main(number: int) -> int:
    """Print a row per zone and what each parser made of all of them; how many were wrong."""
    days, parsers, total = days_of(number), dict(PARSERS), 0
    if not why_no_node():
        parsers["ical.js"] = by_ical_js
    with TemporaryDirectory() as folder, radicale(Path(folder)) as server:
        parsers["Radicale"] = lambda calendars: [server.keep_all(calendar) for calendar in calendars]
        for zone in ZONES:
            wrong = wrong_days(zone, days, parsers)
            total += len(wrong)
            sys.stdout.write(f"{zone:24} {len(days):4} days  {len(wrong)} wrong {wrong[:3] or ''}\n")
            sys.stdout.flush()
    read_by = ", ".join(parsers)
    sys.stdout.write(f"{len(ZONES)} zones, {len(ZONES) * len(days)} messages, each read by {read_by}: {total} wrong\n")
    return total


if __name__ == "__main__":
    sys.exit(1 if main(int(sys.argv[1]) if len(sys.argv) > 1 else 730) else 0)
