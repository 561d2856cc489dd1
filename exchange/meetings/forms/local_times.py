"""Times as people type them on their own clock, and the instants that they mean."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from exchange.kernel.messages import N_, Message
from exchange.kernel.when import Place

_OFFSET = re.compile(r"\d(Z|[+-]\d\d:\d\d)$")
_SHAPES = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M", "%d/%m/%Y %H:%M")
_YEARS = range(1970, 3000)  # at the ends of the calendar no clock of another city can be told


class WrongTimeError(ValueError):
    """A text that means no time; `message` says why."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(str(message))


def instant_of(text: str, place: Place) -> datetime:
    """The instant, in UTC. A text that names its own offset keeps it; else it is read on the clock of the place.

    Where a clock shows an hour twice (the night it is set back), the first one is meant.

    Raises:
        WrongTimeError: no date with a time, or an hour that the clock skips that night.
    """
    typed = _read(text.strip())
    if typed.year not in _YEARS:
        raise WrongTimeError(_NO_TIME)
    if typed.tzinfo is not None:
        return typed.astimezone(UTC)
    zone = ZoneInfo(place.zone)
    instant = typed.replace(tzinfo=zone).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) != typed:
        skipped = N_("The clock in %(city)s skips this hour on that day. Choose another time.")
        raise WrongTimeError(Message(skipped, {"city": place.city}))
    return instant


def typed_text(instant: datetime, place: Place) -> str:
    """The instant as the field takes it: 2026-03-18T11:00 on the clock of the place."""
    return place.local(instant).strftime("%Y-%m-%dT%H:%M")


def _read(text: str) -> datetime:
    if _OFFSET.search(text):
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            raise WrongTimeError(_NO_TIME) from None
    for shape in _SHAPES:
        try:
            return datetime.strptime(text, shape)  # noqa: DTZ007 - the place gives the zone
        except ValueError:
            continue
    raise WrongTimeError(_NO_TIME)


_NO_TIME = Message(N_("Write a day and a time, such as 2026-03-18 11:00."))
