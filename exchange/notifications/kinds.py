"""Where capabilities register the kinds of notices that they make: what people choose the pace of."""

from dataclasses import dataclass

from flask import Flask

from exchange.notifications.models import Pace

_KINDS = "exchange.notice_kinds"


@dataclass(frozen=True)
class Kind:
    """One kind of notice: its key, what people call it (untranslated), how soon it is mailed if nobody chose."""

    key: str
    label: str
    pace: Pace = Pace.AT_ONCE


def register_kinds(app: Flask, *kinds: Kind) -> None:
    """Let people choose how soon they hear of these."""
    kinds_of(app).update({kind.key: kind for kind in kinds})


def kinds_of(app: Flask) -> dict[str, Kind]:
    """All kinds, in the order in which they were registered."""
    kinds: dict[str, Kind] = app.extensions.setdefault(_KINDS, {})
    return kinds
