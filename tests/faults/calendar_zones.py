"""Thirty zones times every day of two years: the mailed instant is ten o’clock there, as other parsers read it.

`python -m tests.faults.calendar_zones [days]` prints a row per zone. The suite runs a short version
(tests/meetings/test_golden_calendar.py).
"""

import sys
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import vobject

from exchange.meetings.invitation import Attendee, Invitation
from exchange.meetings.itip import invitation_file
from exchange.meetings.models import MeetingState, PartRole, PartStat

ZONES = (
    "Asia/Baku", "Europe/Istanbul", "Asia/Almaty", "Asia/Tbilisi", "Europe/Chisinau", "Europe/Kyiv", "Asia/Tashkent",
    "Asia/Bishkek", "Asia/Ashgabat", "Asia/Dushanbe", "Asia/Yerevan", "Europe/Moscow", "Europe/Minsk", "Europe/London",
    "Europe/Dublin", "Europe/Berlin", "Europe/Helsinki", "Europe/Tallinn", "Atlantic/Reykjavik", "Europe/Lisbon",
    "Asia/Tehran", "Asia/Karachi", "Asia/Kolkata", "Asia/Jerusalem", "Africa/Cairo", "Asia/Amman",
    "Africa/Casablanca", "America/New_York", "America/Santiago", "Australia/Lord_Howe",
)  # fmt: skip
FIRST = date(2026, 1, 1)
TEN = time(10)


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


def wrong_days(zone: str, days: Iterable[date]) -> list[tuple[str, date]]:
    """Parser and day of every message that does not mean ten o'clock there."""
    place, found = ZoneInfo(zone), []
    for day in days:
        content = invited(datetime.combine(day, TEN, place))
        read = {
            "vobject": vobject.readOne(content.decode()).vevent.dtstart.value,
            "icalendar": icalendar.Calendar.from_ical(content).walk("VEVENT")[0].start,  # type: ignore[attr-defined]
        }
        found += [
            (parser, day)
            for parser, instant in read.items()
            if instant.astimezone(place).replace(tzinfo=None) != datetime.combine(day, TEN)
        ]
    return found


def days_of(number: int) -> list[date]:
    """So many days from the first one."""
    return [FIRST + timedelta(days=count) for count in range(number)]


if __name__ == "__main__":
    days = days_of(int(sys.argv[1]) if len(sys.argv) > 1 else 730)
    total = 0
    for zone in ZONES:
        wrong = wrong_days(zone, days)
        total += len(wrong)
        sys.stdout.write(f"{zone:24} {len(days):4} days  {len(wrong)} wrong\n")
    sys.stdout.write(f"{len(ZONES)} zones, {len(ZONES) * len(days)} messages, {total} wrong\n")
    sys.exit(1 if total else 0)
