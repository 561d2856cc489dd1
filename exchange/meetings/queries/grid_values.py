"""What the picker of times shows: cells, days, weeks, suggestions."""

from dataclasses import dataclass
from datetime import date

from exchange.kernel.messages import Message
from exchange.meetings.queries.sides import Side


@dataclass(frozen=True)
class Cell:
    """One hour of one day. `kind`: free, busy, out, lunch or half; `value` is its instant for the form.

    A free hour with words is on offer in another request too.
    """

    kind: str
    words: Message
    value: str = ""
    chosen: bool = False
    name: str = ""  # of a free hour: day and both times


@dataclass(frozen=True)
class HolidayLine:
    """One country's holiday in a block of days without a common working day."""

    side: Side | None
    text: str
    estimated: bool = False


@dataclass(frozen=True)
class Day:
    """A column: a common working day, or a block of days that are not."""

    name: str
    dated: str
    day: date
    holidays: tuple[HolidayLine, ...] = ()


@dataclass(frozen=True)
class Row:
    """One hour on both clocks with a cell per column; none under a block."""

    a: str
    b: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True)
class Week:
    """One week as a table."""

    days: tuple[Day, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Suggestion:
    """One of the first common hours, and why it is the first of its day."""

    value: str
    day: str
    a: str
    b: str
    reason: Message
    chosen: bool


@dataclass(frozen=True)
class Grid:
    """What the picker shows. `blocked` says which rule leaves no hour, `next_day` where one is."""

    weeks: tuple[Week, ...]
    suggestions: tuple[Suggestion, ...]
    first: date
    earlier: date | None
    later: date
    blocked: Message | None = None
    next_day: date | None = None

    @property
    def values(self) -> frozenset[str]:
        """The instants of all boxes."""
        cells = (cell for week in self.weeks for row in week.rows for cell in row.cells if cell)
        return frozenset(cell.value for cell in cells if cell.value)
