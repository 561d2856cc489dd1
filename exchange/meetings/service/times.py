"""Offered times: what may be offered, and until when the other side should answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from exchange.accounts.queries import MinistryView
from exchange.kernel.errors import InvalidError
from exchange.kernel.messages import N_, Message
from exchange.meetings.models import Slot

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
        InvalidError: field `slots`: none, too many, past, too far away, or off the quarter hour.
    """
    starts = sorted({start.astimezone(UTC) for start in offer.starts})
    fault = _fault(starts, now)
    if fault:
        raise InvalidError({"slots": fault})
    return [Slot(starts_at=start, minutes=minutes) for start in starts]


def check_still_ahead(slots: Sequence[Slot], now: datetime) -> None:
    """Refuse a kept draft without times, or with one that has passed meanwhile."""
    fault = _fault([slot.starts_at for slot in slots], now)
    if fault:
        raise InvalidError({"slots": fault})


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


def due_at(ministry: MinistryView, slots: Sequence[Slot], now: datetime) -> datetime:
    """The end of the fifth working day of the ministry that answers, or the first offered time if that is earlier."""
    local = now.astimezone(ZoneInfo(ministry.zone))
    day, left = local.date(), DAYS_TO_ANSWER
    while left:
        day += timedelta(days=1)
        left -= day.isoweekday() in ministry.working_days
    closing = ministry.closes_at or time(18)
    end = datetime.combine(day, closing, ZoneInfo(ministry.zone)).astimezone(UTC)
    return min(end, slots[0].starts_at)
