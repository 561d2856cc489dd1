"""Offered times: what may be offered, and until when the other side should answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from sqlalchemy.orm import Session

from exchange.accounts.queries import MinistryView, ministry
from exchange.kernel.errors import InvalidError
from exchange.kernel.messages import N_, Message
from exchange.meetings.free_days import CountryCalendar
from exchange.meetings.models import Slot
from exchange.meetings.queries.country_days import calendars_of

MOST_SLOTS = 5
FARTHEST = timedelta(days=365)
DAYS_TO_ANSWER = 5


@dataclass(frozen=True)
class Offer:
    """Times that one side offers: aware instants, with the zone of the clock that they were chosen on."""

    starts: tuple[datetime, ...]
    zone: str
    note: str = ""
    language: str = "en"


def checked_slots(offer: Offer, *, minutes: int, now: datetime) -> list[Slot]:
    """The times as slots, earliest first, each once.

    Raises:
        InvalidError: field `slots`: none, too many, past, too far away, off the quarter hour, or on no known clock.
    """
    starts = sorted({start.astimezone(UTC) for start in offer.starts})
    fault = _fault(starts, now) or _zone_fault(offer.zone)
    if fault:
        raise InvalidError({"slots": fault})
    return [Slot(starts_at=start, minutes=minutes) for start in starts]


def check_still_ahead(slots: Sequence[Slot], now: datetime) -> None:
    """Refuse a kept draft without times, or with one that has passed meanwhile."""
    fault = _fault([slot.starts_at for slot in slots], now)
    if fault:
        raise InvalidError({"slots": fault})


def _zone_fault(zone: str) -> Message | None:
    """The hour is kept on that clock, so there must be one."""
    if zone in available_timezones():
        return None
    return Message(N_("%(zone)s is not a time zone; write it like Asia/Baku."), {"zone": zone})


def _fault(starts: Sequence[datetime], now: datetime) -> Message | None:
    if not starts:
        return Message(N_("Offer at least one time."))
    if len(starts) > MOST_SLOTS:
        return Message(N_("Offer at most %(most)s times."), {"most": MOST_SLOTS})
    if starts[0] <= now:
        return Message(N_("Every time must be in the future."))
    if starts[-1] > now + FARTHEST:
        return Message(N_("Every time must be within one year."))
    if any(not is_quarter(start) for start in starts):
        return Message(N_("Every time must begin on a quarter hour, such as 10:00 or 10:15."))
    return None


def is_quarter(instant: datetime) -> bool:
    """Whether the instant begins a quarter hour."""
    return instant.minute % 15 == 0 and instant.second == 0 and instant.microsecond == 0


def due_at(
    answering: MinistryView, slots: Sequence[Slot], now: datetime, calendar: CountryCalendar | None = None
) -> datetime:
    """The end of the fifth working day of the ministry that answers, or the first offered time if that is earlier."""
    local = now.astimezone(ZoneInfo(answering.zone))
    day, left, days = local.date(), DAYS_TO_ANSWER, answering.working_days
    while left:
        day += timedelta(days=1)
        left -= calendar.is_worked(day, days) if calendar else day.isoweekday() in days
    closing = answering.closes_at or time(18)
    end = datetime.combine(day, closing, ZoneInfo(answering.zone)).astimezone(UTC)
    return min(end, slots[0].starts_at)


def answer_due(session: Session, ministry_id: UUID, slots: Sequence[Slot], now: datetime) -> datetime:
    """`due_at` for that ministry, with the holidays of its country."""
    answering = ministry(session, ministry_id)
    calendar = calendars_of(session, [answering.country], "en")[answering.country]
    return due_at(answering, slots, now, calendar)
