"""When a notice is mailed: what the person chose, their quiet hours, the hours of collected mails. Pure rules."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from exchange.notifications.models import Pace

MONDAY = 1
_NARROWEST_FIRST = ("search", "practice", "theme", "ministry", "country", "kind")


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
