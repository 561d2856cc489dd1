"""Results of a dossier as a line over time with its table, one figure per side and unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from flask import get_template_attribute
from flask_babel import gettext as _

from exchange.kernel.moments import full_date, month_and_year
from exchange.kernel.when import number_text
from exchange.relations.models import EventKind
from exchange.relations.queries import Dossier, EventView
from exchange.relations.views.words import told
from exchange.web.reader import current_reader

_MOST_TICKS = 4
_STEPS = (1, 2, 5)
_LARGEST_POWER = 12
_LONGEST_YEAR = 366

Point = tuple[float, float, str, bool]
Table = tuple[str, tuple[tuple[str, bool], ...], tuple[tuple[str, ...], ...]]


@dataclass(frozen=True)
class Chart:
    """What `ui.line_chart` draws; absent for a single figure."""

    points: tuple[Point, ...]
    title: str
    summary: str
    ticks: tuple[tuple[float, str], ...]
    marks: tuple[tuple[float, str], ...]


@dataclass(frozen=True)
class ResultFigure:
    """Figures of one side in one unit, oldest first."""

    title: str
    table: Table
    chart: Chart | None


def result_figures(dossier: Dossier) -> tuple[ResultFigure, ...]:
    """Every figure that the reader may see, by side and unit."""
    results = [
        event for event in dossier.events if event.kind is EventKind.RESULT and event.unit and event.figure is not None
    ]
    ordered = sorted(results, key=_series)
    return tuple(_figure(dossier, list(events)) for _series_key, events in groupby(ordered, key=_series))


def _series(event: EventView) -> tuple[str, str]:
    return str(event.side_id), event.unit.value if event.unit else ""


def _figure(dossier: Dossier, events: Sequence[EventView]) -> ResultFigure:
    unit = _(events[0].unit.label) if events[0].unit else ""
    title = _title(dossier, unit, events[0].side_id)
    head = ((_("Date"), False), (unit, True), (_("Source"), False))
    rows = tuple((_day(event), _number(event.figure or 0), _sources(event)) for event in events)
    return ResultFigure(title, (title, head, rows), _chart(title, events) if len(events) > 1 else None)


def _title(dossier: Dossier, unit: str, side_id: UUID | None) -> str:
    if side_id is None:
        return unit
    country = dossier.side(side_id).country_name(current_reader().language)
    return str(_("%(unit)s, %(country)s", unit=unit, country=country))


def _chart(title: str, events: Sequence[EventView]) -> Chart:
    first, last = events[0], events[-1]
    language = current_reader().language
    points = tuple((_position(event), event.figure or 0, _number(event.figure or 0), True) for event in events)
    ends = tuple((_position(event), month_and_year(event.happened_on, language)) for event in (first, last))
    summary = _("Last value: %(text)s, %(date)s.", text=last.title.text_for(language), date=_day(last))
    return Chart(points, title, summary, _ticks(max(point[1] for point in points)), ends)


def _ticks(highest: float) -> tuple[tuple[float, str], ...]:
    """From zero up in round steps, at most four above zero."""
    step = next(step for step in _round_steps() if step * _MOST_TICKS >= highest)
    count = max(1, -(-int(highest) // step))
    return tuple((float(number * step), _number(number * step)) for number in range(count + 1))


def _round_steps() -> Sequence[int]:
    return [base * 10**power for power in range(_LARGEST_POWER) for base in _STEPS]


def _position(event: EventView) -> float:
    """The day on an axis of years."""
    day = event.happened_on
    return round(day.year + (day.timetuple().tm_yday - 1) / _LONGEST_YEAR, 3)


def _day(event: EventView) -> str:
    return full_date(event.moment, current_reader().language)


def _number(value: float) -> str:
    return number_text(value, current_reader().language)


def _sources(event: EventView) -> str:
    links: str = get_template_attribute("relations/parts.html", "source_links")(event.sources)
    return links or told(event.title)
