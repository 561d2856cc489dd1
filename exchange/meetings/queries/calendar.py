"""Meetings on a calendar: a month, a week, or a list of a month, on the reader's days.

A day's first meetings only are read whole: a thousand meetings in a month cost no more than a hundred.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from exchange.accounts.queries import MinistryView, ministries_by_id
from exchange.kernel.actor import Actor
from exchange.kernel.countries import country_name, plate
from exchange.kernel.languages import Language, sort_key
from exchange.kernel.messages import N_
from exchange.kernel.when import Place
from exchange.meetings import policies
from exchange.meetings.models import Meeting, MeetingRequest, MeetingState
from exchange.meetings.queries.country_days import calendars_of
from exchange.meetings.queries.entries import Entry, entries_of

ON_A_PAGE = 100
_A_WEEK = timedelta(weeks=1)


class View(StrEnum):
    """How much is shown, and how."""

    MONTH = "month"
    WEEK = "week"
    LIST = "list"

    @property
    def label(self) -> str:
        """The view as a word, untranslated."""
        return _VIEWS[self]


_VIEWS = {View.MONTH: N_("Month"), View.WEEK: N_("Week"), View.LIST: N_("List")}
MOST_A_DAY = {View.MONTH: 3, View.WEEK: 40, View.LIST: ON_A_PAGE}


@dataclass(frozen=True)
class Look:
    """What the reader wants to see. `partner` is the slug of a ministry; empty for all. `page` is of the list."""

    view: View
    day: date
    partner: str = ""
    page: int = 1

    @property
    def first(self) -> date:
        """The first day that is shown."""
        if self.view is View.LIST:
            return self.month
        start = self.day if self.view is View.WEEK else self.month
        return start - timedelta(days=start.weekday())

    @property
    def end(self) -> date:
        """The day after the last one that is shown."""
        if self.view is View.WEEK:
            return self.first + _A_WEEK
        following = _next_month(self.month)
        return following if self.view is View.LIST else following + timedelta(days=-following.weekday() % 7)

    @property
    def month(self) -> date:
        """The first of the month."""
        return self.day.replace(day=1)

    def is_outside(self, day: date) -> bool:
        """Whether a day that is shown belongs to the month before or after."""
        return self.view is View.MONTH and day.replace(day=1) != self.month

    @property
    def earlier(self) -> date:
        """A day of the stretch before."""
        return self.day - _A_WEEK if self.view is View.WEEK else (self.month - timedelta(days=1)).replace(day=1)

    @property
    def later(self) -> date:
        """A day of the stretch after."""
        return self.day + _A_WEEK if self.view is View.WEEK else _next_month(self.month)


def _next_month(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


@dataclass(frozen=True)
class Holiday:
    """A free day of one country."""

    code: str  # of the country's plate
    country: str
    name: str
    estimated: bool


@dataclass(frozen=True)
class DayView:
    """One day of the reader's calendar, with its first meetings and how many more there are."""

    day: date
    is_today: bool
    is_outside: bool  # of the month shown
    rows: tuple[Entry, ...]
    more: int
    holidays: tuple[Holiday, ...]


@dataclass(frozen=True)
class CalendarPage:
    """The calendar as one reader sees it."""

    look: Look
    days: tuple[DayView, ...]
    partners: tuple[MinistryView, ...]  # with whom the reader may see meetings
    count: int  # in the month or week
    pages: int  # of the list

    @property
    def weeks(self) -> tuple[tuple[DayView, ...], ...]:
        """The days by sevens."""
        return tuple(self.days[start : start + 7] for start in range(0, len(self.days), 7))


def calendar_page(
    session: Session, *, actor: Actor, look: Look, place: Place, language: str, now: datetime
) -> CalendarPage:
    """The days that are wanted with the meetings that have a time: those ahead and those that were, not cancelled ones.

    Days are those of the reader's clock. Eight or nine queries, however many meetings there are.
    """
    ministries = _ministries(session, actor)
    partner = next((one for one in ministries.values() if one.slug == look.partner), None)
    found = _times(session, actor, look, place, partner)
    pages = max(1, -(-len(found) // ON_A_PAGE))
    shown = found if look.view is not View.LIST else _page_of(found, min(look.page, pages))
    days = _by_day(shown, place)
    wanted = [request_id for ids in days.values() for request_id in ids[: MOST_A_DAY[look.view]]]
    rows = entries_of(session, actor=actor, ids=wanted, ministries=ministries, language=language)
    free = _free(session, _countries(ministries, actor, partner), look, language)
    return CalendarPage(
        look=look,
        days=tuple(_day(day, look, days.get(day, []), rows, free, place, now) for day in _days(look, days)),
        partners=_partners(ministries, actor, language),
        count=sum(len(ids) for day, ids in _by_day(found, place).items() if not look.is_outside(day)),
        pages=pages,
    )


Times = list[tuple[UUID, datetime]]
Free = dict[date, tuple[Holiday, ...]]


def _ministries(session: Session, actor: Actor) -> dict[UUID, MinistryView]:
    """Both sides of every meeting that the reader may see, and the reader's own ministry."""
    sides = select(MeetingRequest.from_ministry_id, MeetingRequest.to_ministry_id).join(Meeting, _OF_REQUEST)
    ids = {side for pair in session.execute(sides.where(_standing(actor)).distinct()) for side in pair}
    return ministries_by_id(session, ids | {one for one in [actor.ministry_id] if one})


_OF_REQUEST = Meeting.request_id == MeetingRequest.id


def _standing(actor: Actor) -> ColumnElement[bool]:
    return and_(policies.readable_by(actor), Meeting.state.in_((MeetingState.TENTATIVE, MeetingState.CONFIRMED)))


def _times(session: Session, actor: Actor, look: Look, place: Place, partner: MinistryView | None) -> Times:
    """Id and beginning of each meeting of those days, in order of time."""
    since, until = (_midnight(day, place) for day in (look.first, look.end))
    query = (
        select(MeetingRequest.id, Meeting.starts_at)
        .join(Meeting, _OF_REQUEST)
        .where(_standing(actor), Meeting.starts_at >= since, Meeting.starts_at < until)
        .order_by(Meeting.starts_at)
    )
    if partner is not None:
        sides = MeetingRequest.from_ministry_id, MeetingRequest.to_ministry_id
        query = query.where(or_(*(side == partner.id for side in sides)))
    return [(request_id, starts_at) for request_id, starts_at in session.execute(query)]


def _midnight(day: date, place: Place) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(place.zone)).astimezone(UTC)


def _page_of(found: Times, page: int) -> Times:
    return found[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]


def _by_day(found: Times, place: Place) -> dict[date, list[UUID]]:
    days: dict[date, list[UUID]] = {}
    for request_id, starts_at in found:
        days.setdefault(place.local(starts_at).date(), []).append(request_id)
    return days


def _days(look: Look, days: dict[date, list[UUID]]) -> Sequence[date]:
    """Every day of a month or week; in the list only those with meetings."""
    if look.view is View.LIST:
        return sorted(days)
    return [look.first + timedelta(days=number) for number in range((look.end - look.first).days)]


def _countries(ministries: dict[UUID, MinistryView], actor: Actor, partner: MinistryView | None) -> set[str]:
    """Whose holidays are shown: the reader's country, and that of the ministry that was chosen."""
    own = [one for one in ministries.values() if one.id in actor.ministry_ids or one.id == actor.ministry_id]
    return {one.country for one in [*own, *([partner] if partner else [])]}


def _free(session: Session, countries: set[str], look: Look, language: str) -> Free:
    found: dict[date, list[Holiday]] = {}
    calendars = calendars_of(session, countries, language) if countries else {}
    for country in sorted(calendars):
        for number in range((look.end - look.first).days):
            day = look.first + timedelta(days=number)
            holiday = calendars[country].on(day)
            if holiday is not None:
                name = country_name(country, language)
                found.setdefault(day, []).append(Holiday(plate(country), name, holiday.name, holiday.estimated))
    return {day: tuple(holidays) for day, holidays in found.items()}


def _day(
    day: date, look: Look, ids: list[UUID], rows: dict[UUID, Entry], free: Free, place: Place, now: datetime
) -> DayView:
    shown = tuple(rows[request_id] for request_id in ids if request_id in rows)
    return DayView(
        day=day,
        is_today=day == place.local(now).date(),
        is_outside=look.is_outside(day),
        rows=shown,
        more=len(ids) - len(shown),
        holidays=free.get(day, ()),
    )


def _partners(ministries: dict[UUID, MinistryView], actor: Actor, language: str) -> tuple[MinistryView, ...]:
    spoken = Language(language)

    def order(one: MinistryView) -> tuple[object, ...]:
        return sort_key(one.country_name(language), spoken), sort_key(one.short_name(language), spoken)

    others: Iterable[MinistryView] = (one for one in ministries.values() if one.id not in actor.ministry_ids)
    return tuple(sorted(others, key=order))
