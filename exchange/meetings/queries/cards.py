"""Offered times as the page shows them: both clocks, a ruler, one sentence."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.kernel.actor import Actor
from exchange.kernel.messages import N_, Message
from exchange.kernel.when import clock_text, iso, weekday_date
from exchange.meetings.models import Hold, ResourceKind, Slot, quarters
from exchange.meetings.queries.hours import Judgement, Ruler, draw, judge
from exchange.meetings.queries.sides import Side, Sides

BUSY = Judgement("taken", Message(N_("You are in another meeting at that time")))


@dataclass(frozen=True)
class ClockView:
    """One side's clock of a time. `day` only where it differs from the card's day."""

    text: str  # 11:00–12:00
    city: str
    day: str = ""


@dataclass(frozen=True)
class Card:
    """One time on offer."""

    slot_id: UUID | None
    iso: str
    day: str  # on the first city's calendar
    a: ClockView
    b: ClockView
    judgement: Judgement
    ruler: Ruler
    city: str


def card(sides: Sides, starts_at: datetime, minutes: int, now: datetime, slot_id: UUID | None = None) -> Card:
    """The card of a time."""
    ends_at = starts_at + timedelta(minutes=minutes)
    days = [_day(side, starts_at) for side in sides.both]
    a, b = (
        _clock(side, starts_at, ends_at, day if day != days[0] else "")
        for side, day in zip(sides.both, days, strict=True)
    )
    return Card(
        slot_id=slot_id,
        iso=iso(starts_at),
        day=days[0],
        a=a,
        b=b,
        judgement=judge(sides, starts_at, minutes, now),
        ruler=draw(sides, starts_at, minutes),
        city=sides.a.place.city,
    )


def cards_of(sides: Sides, slots: Iterable[Slot], now: datetime, busy: Collection[datetime] = ()) -> tuple[Card, ...]:
    """The cards of a proposal. `busy`: quarter hours in which the reader is held elsewhere."""
    made = []
    for slot in slots:
        drawn = card(sides, slot.starts_at, slot.minutes, now, slot.id)
        is_busy = drawn.judgement.kind != "taken" and set(quarters(slot.starts_at, slot.minutes)) & set(busy)
        made.append(drawn if not is_busy else _as_busy(drawn))
    return tuple(made)


def busy_quarters(session: Session, actor: Actor, slots: Iterable[Slot], *, but_for: UUID) -> set[datetime]:
    """Quarter hours of these times in which the reader is already in another meeting."""
    wanted = [quarter for slot in slots for quarter in quarters(slot.starts_at, slot.minutes)]
    held = select(Hold.quarter_hour).where(
        Hold.resource_kind == ResourceKind.PERSON,
        Hold.resource_id == actor.person_id,
        Hold.quarter_hour.in_(wanted),
        Hold.request_id != but_for,
    )
    return set(session.scalars(held))


def _as_busy(drawn: Card) -> Card:
    return Card(drawn.slot_id, drawn.iso, drawn.day, drawn.a, drawn.b, BUSY, drawn.ruler, drawn.city)


def _day(side: Side, starts_at: datetime) -> str:
    return weekday_date(side.place.local(starts_at).date(), side.language)


def _clock(side: Side, starts_at: datetime, ends_at: datetime, day: str) -> ClockView:
    times = (clock_text(instant, side.place, side.language) for instant in (starts_at, ends_at))
    return ClockView("–".join(times), side.place.city, day)
