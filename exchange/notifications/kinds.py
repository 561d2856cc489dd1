"""Where capabilities register the kinds of notices that they make: what people choose the pace of."""

from collections.abc import Mapping

from flask import Flask

from exchange.notifications.paces import ALWAYS, Kind

__all__ = ["ALWAYS", "Kind", "kinds_of", "parts_of", "register_kinds"]
_KINDS, _PARTS = "exchange.notice_kinds", "exchange.notice_parts"


def register_kinds(app: Flask, heading: str, *kinds: Kind) -> None:
    """Let people choose how soon they hear of these, under an untranslated heading; several may share one."""
    parts: dict[str, list[Kind]] = app.extensions.setdefault(_PARTS, {})
    parts.setdefault(heading, []).extend(kinds)
    by_key: dict[str, Kind] = app.extensions.setdefault(_KINDS, {})
    by_key.update({key: kind for kind in kinds for key in (kind.key, *kind.also)})


def kinds_of(app: Flask) -> Mapping[str, Kind]:
    """By each kind of notice the choice that it belongs to, in the order in which they were registered."""
    kinds: dict[str, Kind] = app.extensions.setdefault(_KINDS, {})
    return kinds


def parts_of(app: Flask) -> Mapping[str, list[Kind]]:
    """All choices under their headings."""
    parts: dict[str, list[Kind]] = app.extensions.setdefault(_PARTS, {})
    return parts
