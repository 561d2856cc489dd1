"""Two weeks of hours that both ministries could meet in, on both clocks; and the first of them, explained."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import ceil, floor
from zoneinfo import ZoneInfo

from exchange.kernel.messages import N_, Message
from exchange.kernel.when import clock_text, day_month, short_weekday, weekday_date
from exchange.meetings.free_days import HALF_DAY_FROM
from exchange.meetings.models import DayKind, quarters
from exchange.meetings.queries.grid_values import Cell, Day, Grid, HolidayLine, Row, Suggestion, Week
from exchange.meetings.queries.hours import working_hours
from exchange.meetings.queries.sides import Side, Sides

WEEKS = 2
FARTHEST_WEEKS = 26
SUGGESTED = 3
_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Wanted:
    """How long the meeting is, when now is, and whose hours are taken."""

    minutes: int
    now: datetime
    busy: Collection[datetime] = ()  # quarter hours, UTC
    offered: Collection[datetime] = ()  # the same, on offer in other requests
    chosen: Collection[datetime] = ()


def build_grid(sides: Sides, wanted: Wanted, first: date | None = None) -> Grid:
    """The two weeks from the Monday of `first`. Needs the sides' calendars.

    A holiday or a closed hour only has no box here: any other time can still be typed.
    """
    today = sides.a.place.local(wanted.now).date()
    monday = _monday(max(first or today, today))
    weeks = tuple(_week(sides, wanted, monday + timedelta(weeks=number)) for number in range(WEEKS))
    later = monday + timedelta(weeks=WEEKS)
    earlier = monday - timedelta(weeks=WEEKS) if monday > _monday(today) else None
    free = _free_from(sides, wanted, monday, weeks=WEEKS)
    grid = Grid(weeks, _suggestions(sides, wanted, today), monday, earlier, later)
    if free:
        return grid
    following = _free_from(sides, wanted, later, weeks=FARTHEST_WEEKS)
    next_day = sides.a.place.local(following[0]).date() if following else None
    return Grid(weeks, grid.suggestions, monday, earlier, later, _blocked(sides, wanted), next_day)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def iso_value(start: datetime, side: Side) -> str:
    """The instant as a box of the form carries it: the first city's clock with its offset."""
    return side.place.local(start).isoformat(timespec="minutes")


def _week(sides: Sides, wanted: Wanted, monday: date) -> Week:
    days = [monday + timedelta(days=number) for number in range(7)]
    columns = tuple(_columns(sides, days))
    hours = _hours(sides, [column.day for column in columns if not column.holidays] or [monday])
    rows = tuple(_row(sides, wanted, columns, hour) for hour in hours)
    return Week(columns, rows)


def _columns(sides: Sides, days: list[date]) -> Iterator[Day]:
    """Common working days one by one; days between them as one block where a holiday is the reason."""
    block: list[date] = []
    for day in [*days, None]:
        if day is not None and not _is_common(sides, day):
            block.append(day)
            continue
        if block and (lines := _lines(sides, block)):
            yield _block(sides, block, lines)
        block = []
        if day is not None:
            yield Day(short_weekday(day, sides.a.language), day_month(day, sides.a.language), day)


def _is_common(sides: Sides, day: date) -> bool:
    return all(_works(side, day) for side in sides.both)


def _works(side: Side, day: date) -> bool:
    days = side.ministry.working_days
    return side.calendar.is_worked(day, days) if side.calendar else day.isoweekday() in days


def _block(sides: Sides, block: list[date], lines: tuple[HolidayLine, ...]) -> Day:
    language = sides.a.language
    first, last = block[0], block[-1]
    if first == last:
        return Day(short_weekday(first, language), day_month(first, language), first, lines)
    names = f"{short_weekday(first, language)}–{short_weekday(last, language)}"
    return Day(names, f"{day_month(first, language)}–{day_month(last, language)}", first, lines)


def _lines(sides: Sides, block: list[date]) -> tuple[HolidayLine, ...]:
    found = []
    for side in sides.both:
        days = [holiday for day in block if side.calendar and (holiday := side.calendar.on(day))]
        whole = [one for one in days if one.kind is DayKind.FREE]
        if whole:
            names = "; ".join(dict.fromkeys(one.name for one in whole))
            found.append(HolidayLine(side, names, any(one.estimated for one in whole)))
    return tuple(found)


def _hours(sides: Sides, days: list[date]) -> range:
    """The hours of the first city's clock in which somebody works."""
    spans = [span for side in sides.both for day in days if (span := working_hours(side.ministry, day, sides.a.place))]
    if not spans:
        return range(9, 18)
    return range(floor(min(start for start, _ in spans)), ceil(max(end for _, end in spans)))


def _row(sides: Sides, wanted: Wanted, columns: tuple[Day, ...], hour: int) -> Row:
    worked = [column.day for column in columns if not column.holidays]
    clocks = [_clock(sides.b, start) for day in worked if (start := _start(sides.a, day, hour))]
    cells = tuple(None if column.holidays else _cell(sides, wanted, column.day, hour) for column in columns)
    return Row(f"{hour:02d}:00", "/".join(dict.fromkeys(clocks)), cells)


def _start(side: Side, day: date, hour: int) -> datetime | None:
    """The instant of that hour; None where the clock skips it."""
    zone = ZoneInfo(side.place.zone)
    local = datetime.combine(day, time(hour), zone)
    instant = local.astimezone(UTC)
    return instant if instant.astimezone(zone).hour == hour else None


def _clock(side: Side, instant: datetime) -> str:
    return clock_text(instant, side.place, side.language)


_PAST, _BUSY, _OFFERED = N_("past"), N_("busy"), N_("also offered elsewhere")
_CLOSED, _LUNCH, _HALF = N_("%(city)s closed"), N_("lunch, %(city)s"), N_("holiday, %(country)s")


def _cell(sides: Sides, wanted: Wanted, day: date, hour: int) -> Cell:
    start = _start(sides.a, day, hour)
    if start is None or start <= wanted.now:
        return Cell("out", Message(_PAST))
    against = _against(sides, start, wanted.minutes)
    if against:
        return against
    if set(quarters(start, wanted.minutes)) & set(wanted.busy):
        return Cell("busy", Message(_BUSY))
    a, b = (f"{_clock(side, start)} {side.place.city}" for side in sides.both)
    name = f"{weekday_date(day, sides.a.language)}, {a}, {b}"
    is_offered = bool(set(quarters(start, wanted.minutes)) & set(wanted.offered))
    words = Message(_OFFERED if is_offered else "")
    return Cell("free", words, iso_value(start, sides.a), start in wanted.chosen, name)


def _against(sides: Sides, start: datetime, minutes: int) -> Cell | None:
    """What keeps one of the two away: closed goes before a half holiday, that before lunch."""
    end = start + timedelta(minutes=minutes)
    found = [cell for side in sides.both if (cell := _of_side(side, start, end))]
    return min(found, key=lambda cell: ("out", "half", "lunch").index(cell.kind), default=None)


def _of_side(side: Side, start: datetime, end: datetime) -> Cell | None:
    begin, finish, ministry = side.place.local(start), side.place.local(end), side.ministry
    outside = begin.time() < ministry.opens_at or finish.time() > ministry.closes_at
    if not _works(side, begin.date()) or outside or finish.date() > begin.date():
        return Cell("out", Message(_CLOSED, {"city": side.place.city}))
    holiday = side.calendar.on(begin.date()) if side.calendar else None
    if holiday is not None and finish.time() > HALF_DAY_FROM:
        return Cell("half", Message(_HALF, {"country": side.country}))
    start_lunch, end_lunch = ministry.lunch_from, ministry.lunch_to
    if start_lunch and end_lunch and begin.time() < end_lunch and finish.time() > start_lunch:
        return Cell("lunch", Message(_LUNCH, {"city": side.place.city}))
    return None


def _free_from(sides: Sides, wanted: Wanted, first: date, *, weeks: int) -> list[datetime]:
    """The first free hour of each day of those weeks."""
    found = []
    for number in range(weeks * 7):
        day = first + timedelta(days=number)
        if _is_common(sides, day):
            starts = (_start(sides.a, day, hour) for hour in _hours(sides, [day]))
            free = (start for start in starts if start and _is_free(sides, wanted, start))
            found += [start for start in [next(free, None)] if start]
            if weeks > WEEKS and found:
                return found
    return found


def _is_free(sides: Sides, wanted: Wanted, start: datetime) -> bool:
    taken = set(quarters(start, wanted.minutes)) & {*wanted.busy, *wanted.offered}
    return start > wanted.now and not taken and _against(sides, start, wanted.minutes) is None


def _suggestions(sides: Sides, wanted: Wanted, today: date) -> tuple[Suggestion, ...]:
    """From the second working day on: a day is left for the other side to answer."""
    tomorrow = today + timedelta(days=2)
    starts = _free_from(sides, wanted, tomorrow, weeks=WEEKS) or _free_from(
        sides, wanted, tomorrow, weeks=FARTHEST_WEEKS
    )
    return tuple(_suggestion(sides, wanted, start, today) for start in starts[:SUGGESTED])


def _suggestion(sides: Sides, wanted: Wanted, start: datetime, today: date) -> Suggestion:
    day = sides.a.place.local(start).date()
    a, b = (f"{_clock(side, start)} {side.place.city}" for side in sides.both)
    reason = _reason(sides, day, today)
    return Suggestion(
        iso_value(start, sides.a), weekday_date(day, sides.a.language), a, b, reason, start in wanted.chosen
    )


_FIRST = N_("The first hour of that day in which both ministries work")
_AFTER = N_("The first common working day after %(holiday)s in %(country)s")


def _reason(sides: Sides, day: date, today: date) -> Message:
    before = day - timedelta(days=1)
    while before > today and not _is_common(sides, before):
        for side in sides.both:
            holiday = side.calendar.on(before) if side.calendar else None
            if holiday is not None and holiday.kind is DayKind.FREE:
                return Message(_AFTER, {"holiday": holiday.name, "country": side.country})
        before -= timedelta(days=1)
    return Message(_FIRST)


def _blocked(sides: Sides, wanted: Wanted) -> Message:
    """Which rule leaves no common hour."""
    spans = [working_hours(side.ministry, _a_worked_day(side, wanted), sides.a.place) for side in sides.both]
    known = [span for span in spans if span]
    if len(known) > 1 and min(end for _, end in known) - max(start for start, _ in known) < wanted.minutes / 60:
        return Message(N_("The working hours of the two ministries do not meet for that long."))
    if wanted.busy:
        return Message(N_("Every common hour of these two weeks is taken or a holiday."))
    return Message(N_("No day of these two weeks is a working day in both countries."))


def _a_worked_day(side: Side, wanted: Wanted) -> date:
    day = side.place.local(wanted.now).date()
    return next((later for number in range(7) if _works(side, later := day + timedelta(days=number))), day)
