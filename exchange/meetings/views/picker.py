"""The picker of times on a form: two weeks on both clocks. Works without a script: every hour is a box of the form."""

from datetime import date, datetime, timedelta
from uuid import UUID

from flask import current_app, request

from exchange.meetings.forms import SlotsField
from exchange.meetings.queries.busy import offered_quarters, taken_quarters
from exchange.meetings.queries.grid import FARTHEST_WEEKS, WEEKS, Wanted, build_grid, iso_value
from exchange.meetings.queries.grid_values import Grid
from exchange.meetings.queries.sides import Sides
from exchange.web.actor import current_actor
from exchange.web.db import reading

LOOKING = frozenset({"check", "earlier", "later"})  # keys that only show the form again


def grid_for(
    field: SlotsField,
    sides: Sides,
    minutes: int,
    people: frozenset[UUID] = frozenset(),
    request_id: UUID | None = None,
) -> Grid:
    """The two weeks that the form shows, with what is chosen.

    Args:
        sides: with their calendars.
        people: of the reader's own side, whose hours count beside the reader's. The other side's hours are nobody's to
            see (docs/decisions/0029).
        request_id: whose own offers are not shown as offered elsewhere.
    """
    now: datetime = current_app.config["CLOCK"]()
    chosen = frozenset(field.starts)
    own = people | {person for person in [current_actor().person_id] if person}
    span = {"since": now, "until": now + timedelta(weeks=FARTHEST_WEEKS + 2 * WEEKS)}
    busy = taken_quarters(reading(), own, **span)
    offered = offered_quarters(reading(), own, but_for=request_id, **span)
    grid = build_grid(sides, Wanted(minutes, now, busy, offered, chosen), _first())
    field.boxed = frozenset(start for start in chosen if iso_value(start, sides.a) in grid.values)
    return grid


def _first() -> date | None:
    """The first day that the form showed, moved by its key."""
    try:
        shown = date.fromisoformat(request.form.get("from") or request.args.get("from", ""))
    except ValueError:
        return None
    step = {"earlier": -WEEKS, "later": WEEKS}.get(request.form.get("act", ""), 0)
    return shown + timedelta(weeks=step) if date(1990, 1, 1) < shown < date(2900, 1, 1) else None


def only_looks() -> bool:
    """Whether the pressed key only shows the form again."""
    return request.form.get("act") in LOOKING
