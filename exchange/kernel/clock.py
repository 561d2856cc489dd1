"""The clock is passed in, so that every rule about time can be tested at any instant."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The current instant, aware, in UTC: the one place that asks the machine."""
    return datetime.now(tz=UTC)  # noqa: TID251 - this is the clock that everything else is given
