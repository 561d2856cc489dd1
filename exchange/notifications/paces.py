"""What people choose the pace of, and when a notice is mailed: the choice, quiet hours, hours of collected mails."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from exchange.notifications.models import Pace

MONDAY = 1
ALWAYS = (Pace.AT_ONCE,)  # what nobody may miss: it comes in quiet hours too, and no click ends it
_NARROWEST_FIRST = ("search", "practice", "theme", "ministry", "country", "kind")


@dataclass(frozen=True)
class Kind:
    """What one choice is about: one kind of notice, or several that people think of as one.

    Attributes:
        key: of the choice, and of the notices that it is named after.
        label: what people call it, untranslated.
        pace: how soon it is mailed if nobody chose.
        also: kinds of notices that share the choice.
        paces: what can be chosen.
    """

    key: str
    label: str
    pace: Pace = Pace.AT_ONCE
    also: tuple[str, ...] = ()
    paces: tuple[Pace, ...] = tuple(Pace)

    @property
    def is_fixed(self) -> bool:
        """Whether there is nothing to choose."""
        return self.paces == ALWAYS

    @property
    def can_stop(self) -> bool:
        """Whether its mails can be ended."""
        return Pace.NEVER in self.paces


def pace_of(topics: Iterable[str], kind: str, chosen: Mapping[str, Pace], usual: Pace) -> Pace:
    """What was chosen for the narrowest topic; the soonest where two are equally narrow; else the kind's own pace."""
    of_kind = [*topics, f"kind:{kind}"]
    for narrow in _NARROWEST_FIRST:
        paces = [chosen[topic] for topic in of_kind if topic in chosen and topic.partition(":")[0] == narrow]
        if paces:
            return min(paces, key=list(Pace).index)
    return usual


def leaves_at(now: datetime, zone: str, quiet_from: time | None, quiet_to: time | None) -> datetime:
    """Now, or the end of the quiet hours on the person's clock; quiet hours may pass midnight."""
    if quiet_from is None or quiet_to is None or quiet_from == quiet_to:
        return now
    local = now.astimezone(ZoneInfo(zone))
    clock = local.time().replace(tzinfo=None)
    passes_midnight = quiet_from > quiet_to
    is_quiet = quiet_from <= clock or clock < quiet_to if passes_midnight else quiet_from <= clock < quiet_to
    if not is_quiet:
        return now
    day = local.date() + timedelta(days=1 if passes_midnight and clock >= quiet_from else 0)
    return datetime.combine(day, quiet_to, ZoneInfo(zone)).astimezone(now.tzinfo)


def last_collection(pace: Pace, now: datetime, zone: str, hour: int) -> datetime:
    """The last instant at which a collected mail of this pace was due: what was made before it waits no longer."""
    local = now.astimezone(ZoneInfo(zone))
    day = local.date() if local.hour >= hour else local.date() - timedelta(days=1)
    if pace is Pace.WEEKLY:
        day -= timedelta(days=(day.isoweekday() - MONDAY))
    return datetime.combine(day, time(hour), ZoneInfo(zone)).astimezone(now.tzinfo)
