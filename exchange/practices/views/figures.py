"""Numbers of a practice as pictures and tables: each with its source, its method and who stated it."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from babel.numbers import format_compact_decimal
from flask_babel import gettext as _

from exchange.kernel.when import cldr, number_text
from exchange.practices.models import Cost, Result, Rows
from exchange.practices.views.lines import said_date
from exchange.practices.views.units import with_unit
from exchange.web.reader import current_reader

FEWEST_POINTS = 3  # of one indicator make a line
_CLOSEST_LABELS = 0.14  # of the width; nearer numbers would touch
_PERIOD = re.compile(r"(\d{4})(?:-(\d{2}))?")
_TICKS = 3
_STEPS = (1, 2, 2.5, 4, 5, 10)
Head = tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Table:
    """A table for ui.table."""

    caption: str
    head: Head
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Chart:
    """A line for ui.line_chart."""

    points: tuple[tuple[float, float, str, bool], ...]
    title: str
    description: str
    ticks: tuple[tuple[float, str], ...]
    marks: tuple[tuple[float, str], ...]


@dataclass(frozen=True)
class Figure:
    """One indicator, or several that have too few values for a line: always a table, a chart where there is one."""

    id: str
    title: str
    table: Table
    chart: Chart | None = None


def figures(results: Sequence[Result], language: str) -> tuple[Figure, ...]:
    """A figure for each indicator with three values or more over time, one table for all others."""
    by_name: dict[str, list[Result]] = {}
    for result in results:
        by_name.setdefault(result.indicator.text_for(language), []).append(result)
    long = {name: rows for name, rows in by_name.items() if len(_points(rows)) >= FEWEST_POINTS}
    rest = [row for name, rows in by_name.items() if name not in long for row in rows]
    drawn = [
        _line(f"figure-{number}", name, rows, language) for number, (name, rows) in enumerate(long.items(), start=1)
    ]
    if rest:
        title = _("More figures") if drawn else _("Figures")
        drawn.append(Figure("figure-rest", title, _table(title, rest, language, is_named=True)))
    return tuple(drawn)


def costs_table(costs: Sequence[Cost], kinds: dict[str, str], language: str) -> Table:
    """Amounts with what they cover and where they come from."""
    head = (
        (_("What"), False),
        (_("Amount"), True),
        (_("Period"), False),
        (_("What it covers"), False),
        (_("Source"), False),
    )
    rows = tuple(
        (
            kinds.get(cost.kind, cost.kind),
            _("%(amount)s %(currency)s", amount=_shown(cost.amount), currency=cost.currency),
            said_date(cost.period),
            cost.note.text_for(language),
            cost.source,
        )
        for cost in costs
    )
    return Table(_("Costs"), head, rows)


def resources(rows: Rows, language: str) -> tuple[tuple[str, str], ...]:
    """Staff and who pays: name and value."""
    staff = "" if rows.staff_fte is None else _shown(rows.staff_fte)
    found = (
        (_("Staff, in full-time posts"), staff),
        (_("Who pays"), rows.funding_source.text_for(language)),
    )
    return tuple((name, value) for name, value in found if value)


def _line(id_: str, name: str, rows: Sequence[Result], language: str) -> Figure:
    points = _points(rows)
    shown = _labelled([position for position, _value, _period in points])
    top = _top(max(value for _position, value, _period in points))
    chart = Chart(
        points=tuple(
            (position, value, _shown(value), is_shown)
            for (position, value, _period), is_shown in zip(points, shown, strict=True)
        ),
        title=name,
        description=_sentence(points),
        ticks=tuple((top * n / _TICKS, _compact(top * n / _TICKS)) for n in range(_TICKS + 1)),
        marks=_marks(points),
    )
    return Figure(id_, name, _table(name, rows, language, is_named=False), chart)


def _points(rows: Iterable[Result]) -> list[tuple[float, float, str]]:
    """Position in years, value, period; one value per position, in order of time."""
    found: dict[float, tuple[float, float, str]] = {}
    for row in rows:
        match = _PERIOD.search(row.period)
        if match and row.value is not None:
            position = int(match[1]) + ((int(match[2]) - 1) / 12 if match[2] else 0)
            found[position] = (position, row.value, row.period)
    return [found[position] for position in sorted(found)]


def _labelled(positions: Sequence[float]) -> list[bool]:
    """Which values are written at their points: the first and the last, and those between that have room."""
    span = positions[-1] - positions[0] or 1
    shown, last = [], -math.inf
    for number, position in enumerate(positions):
        is_end = number in {0, len(positions) - 1}
        has_room = (position - last) / span >= _CLOSEST_LABELS and (positions[-1] - position) / span >= _CLOSEST_LABELS
        shown.append(is_end or has_room)
        last = position if shown[-1] else last
    return shown


def _top(highest: float) -> float:
    """The next round number above the highest value that divides into three."""
    if highest <= 0:
        return float(_TICKS)
    scale = 10 ** math.floor(math.log10(highest / _TICKS))
    step = next(step for step in _STEPS if step * scale * _TICKS >= highest)
    return float(step * scale * _TICKS)


def _marks(points: Sequence[tuple[float, float, str]]) -> tuple[tuple[float, str], ...]:
    years = [(position, str(int(position))) for position, _value, _period in points]
    shown = _labelled([position for position, _year in years])
    marks = [mark for mark, is_shown in zip(years, shown, strict=True) if is_shown]
    return (*(mark for mark, after in pairwise(marks) if mark[1] != after[1]), marks[-1])


def _sentence(points: Sequence[tuple[float, float, str]]) -> str:
    return "; ".join(
        _("%(value)s in %(period)s", value=_shown(value), period=said_date(period))
        for _position, value, period in points
    )


def _table(caption: str, rows: Sequence[Result], language: str, *, is_named: bool) -> Table:
    """With the indicator's name as the first column where there are several."""
    head: Head = (
        (_("Period"), False),
        (_("Value"), True),
        (_("Stated by"), False),
        (_("Source"), False),
        (_("Method"), False),
    )
    cells = tuple(_cells(row, language) for row in rows)
    if is_named:
        head = ((_("What was counted"), False), *head)
        cells = tuple((row.indicator.text_for(language), *own) for row, own in zip(rows, cells, strict=True))
    return Table(caption, head, cells)


def _cells(row: Result, language: str) -> tuple[str, ...]:
    value = _shown(None) if row.value is None else with_unit(row.value, row.unit)
    return said_date(row.period), value, row.stated_by.text_for(language), row.source, row.method


def _shown(value: float | None) -> str:
    return str(_("Not published")) if value is None else number_text(value, current_reader().language.value)


def _compact(value: float) -> str:
    return str(format_compact_decimal(value, locale=cldr(current_reader().language.value), fraction_digits=1))
