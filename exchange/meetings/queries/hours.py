"""Does a time suit both sides? One sentence, and a picture of both working days on the first city's clock."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import ceil, floor
from zoneinfo import ZoneInfo

from exchange.accounts.queries import MinistryView
from exchange.kernel.messages import N_, Message
from exchange.kernel.when import Place
from exchange.meetings.free_days import HALF_DAY_FROM
from exchange.meetings.queries.sides import Side, Sides

_DAY = 24.0
Span = tuple[float, float, float | None, float | None]  # from, to, lunch from, lunch to, in hours


@dataclass(frozen=True)
class Judgement:
    """`kind`: good, warn or taken (colour and sign repeat the sentence)."""

    kind: str
    sentence: Message


@dataclass(frozen=True)
class Ruler:
    """Hours on the first city's clock; None where that side has no working day."""

    start: int
    end: int
    work_a: Span | None
    work_b: Span | None
    slot: tuple[float, float]


GOOD = Judgement("good", Message(N_("In working hours on both sides")))
PASSED = Judgement("taken", Message(N_("This time has passed")))
_NOBODY_WORKS = Message(N_("Not a working day on either side"))


def judge(sides: Sides, starts_at: datetime, minutes: int, now: datetime) -> Judgement:
    """What speaks most against the time: a free day, then hours, then lunch. A warning never forbids."""
    if starts_at <= now:
        return PASSED
    ends_at = starts_at + timedelta(minutes=minutes)
    faults = [fault for side in sides.both if (fault := _fault(side, starts_at, ends_at))]
    if not faults:
        return GOOD
    if all(weight == _FREE_DAY for weight, _ in faults) and len(faults) > 1:
        return Judgement("warn", _NOBODY_WORKS)
    return Judgement("warn", max(faults, key=lambda fault: fault[0])[1])


_FREE_DAY, _HOURS, _LUNCH = 3, 2, 1
_Fault = tuple[int, Message]


def _fault(side: Side, starts_at: datetime, ends_at: datetime) -> _Fault | None:
    ministry = side.ministry
    begin, end = side.place.local(starts_at), side.place.local(ends_at)
    calendar = side.calendar
    is_worked = (
        calendar.is_worked(begin.date(), ministry.working_days)
        if calendar
        else begin.isoweekday() in ministry.working_days
    )
    holiday = calendar.on(begin.date()) if calendar else None
    if not is_worked and holiday is not None:
        text = _PERHAPS if holiday.estimated else N_("Holiday in %(country)s: %(name)s")
        return _FREE_DAY, Message(text, {"country": side.country, "name": holiday.name})
    if not is_worked:
        return _FREE_DAY, Message(N_("Not a working day in %(country)s"), {"country": side.country})
    if holiday is not None and end.time() > HALF_DAY_FROM:
        return _FREE_DAY, Message(N_("%(country)s: half-day holiday from 13:00"), {"country": side.country})
    return _hours_fault(side, begin, end) or _lunch_fault(side, begin, end)


_PERHAPS = N_("Expected holiday in %(country)s: %(name)s. Its date may still move by a day.")


def _hours_fault(side: Side, begin: datetime, end: datetime) -> _Fault | None:
    opens, closes = side.ministry.opens_at, side.ministry.closes_at
    if begin.time() < opens:
        values: dict[str, str | int] = {"city": side.place.city, "time": _clock(opens)}
        return _HOURS, Message(N_("Before working hours in %(city)s, which begin at %(time)s"), values)
    if end.time() > closes or end.date() > begin.date():
        values = {"city": side.place.city, "time": _clock(closes)}
        return _HOURS, Message(N_("After working hours in %(city)s, which end at %(time)s"), values)
    return None


def _lunch_fault(side: Side, begin: datetime, end: datetime) -> _Fault | None:
    start, stop = side.ministry.lunch_from, side.ministry.lunch_to
    if start is None or stop is None or begin.time() >= stop or end.time() <= start:
        return None
    values: dict[str, str | int] = {"city": side.place.city, "start": _clock(start), "end": _clock(stop)}
    return _LUNCH, Message(N_("Lunch in %(city)s, from %(start)s to %(end)s"), values)


def _clock(value: time) -> str:
    return value.strftime("%H:%M")


def draw(sides: Sides, starts_at: datetime, minutes: int) -> Ruler:
    """Both working days around the time."""
    zone = ZoneInfo(sides.a.place.zone)
    day = starts_at.astimezone(zone).date()
    noon = datetime.combine(day, time(12), zone)
    begin = _hour(starts_at, noon)
    slot = (begin, min(begin + minutes / 60, _DAY))
    work_a = _work(sides.a.ministry, day, noon)
    work_b = _work(sides.b.ministry, starts_at.astimezone(ZoneInfo(sides.b.place.zone)).date(), noon)
    spans = [slot, *(span[:2] for span in (work_a, work_b) if span)]
    start, end = floor(min(low for low, _ in spans)), ceil(max(high for _, high in spans))
    return Ruler(start, end + (end - start) % 2, work_a, work_b, slot)  # an even length ends on a figure of the scale


def working_hours(ministry: MinistryView, day: date, place: Place) -> tuple[float, float] | None:
    """When the ministry works that day, in hours of another place's clock; None where that is no day there."""
    noon = datetime.combine(day, time(12), ZoneInfo(place.zone))
    zone = ZoneInfo(ministry.zone)
    opens, closes = (_hour(datetime.combine(day, at, zone), noon) for at in (ministry.opens_at, ministry.closes_at))
    opens, closes = max(opens, 0.0), min(closes, _DAY)
    return (opens, closes) if closes > opens else None


def _work(ministry: MinistryView, day: date, noon: datetime) -> Span | None:
    if day.isoweekday() not in ministry.working_days:
        return None
    zone = ZoneInfo(ministry.zone)

    def hour(at: time | None) -> float | None:
        return None if at is None else min(max(_hour(datetime.combine(day, at, zone), noon), 0.0), _DAY)

    opens, closes = hour(ministry.opens_at) or 0.0, hour(ministry.closes_at) or 0.0
    if closes <= opens:  # falls on another day of the first city
        return None
    return opens, closes, hour(ministry.lunch_from), hour(ministry.lunch_to)


def _hour(instant: datetime, noon: datetime) -> float:
    """Hours after midnight on the first city's clock, counted from noon: the night of a switch does no harm."""
    seconds = (instant - noon.astimezone(instant.tzinfo)).total_seconds()
    return round(12 + seconds / 3600, 2)
