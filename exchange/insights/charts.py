"""Geometry of the charts, so that templates only draw: bars of the funnel, bubbles of the matrix."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

_FUNNEL_HEIGHT = 150.0
_SHORTEST = 6.0
_LARGEST_RADIUS = 24.0
_TOP_SHARE = 0.55
_BAR_WIDTH = 540.0
_WIDEST_UNIT = 90.0  # a single commitment is no bar across the page
_GAP = 2.0
_INSIDE = 11.0  # a bubble this large holds its number


@dataclass(frozen=True)
class Bar:
    """One step of the funnel."""

    label: str
    number: str
    share: str  # against the step before; empty where it says nothing
    x: int
    height: float
    next_height: float
    is_last: bool
    is_known: bool  # a count that is not told is drawn as a gap, not as a short bar


@dataclass(frozen=True)
class Bubble:
    """One cell of the matrix."""

    row: int
    column: int
    number: int
    radius: float
    is_top: bool
    is_inside: bool


@dataclass(frozen=True)
class Piece:
    """A part of a bar: which, where, how long, how many."""

    kind: str
    x: float
    width: float
    number: int


@dataclass(frozen=True)
class Row:
    """One bar of several parts."""

    label: str
    pieces: tuple[Piece, ...]


def rows_of_pieces(rows: Sequence[tuple[str, Sequence[tuple[str, int]]]]) -> tuple[Row, ...]:
    """Bars from zero on one linear scale. rows: label, then (kind, number) in their order; empty parts are left out."""
    most = max((sum(number for _, number in parts) for _, parts in rows), default=0) or 1
    unit = min(_WIDEST_UNIT, _BAR_WIDTH / most)
    return tuple(Row(label, tuple(_pieces(parts, unit))) for label, parts in rows)


def _pieces(parts: Sequence[tuple[str, int]], unit: float) -> Iterator[Piece]:
    x = 0.0
    for kind, number in parts:
        if number:
            yield Piece(kind, round(x, 1), round(number * unit - _GAP, 1), number)
            x += number * unit


def funnel_bars(steps: Sequence[tuple[str, int | None, str, str]], spacing: int) -> tuple[Bar, ...]:
    """Bars by the square root of the count, so that small steps stay visible. steps: label, number, shown, share."""
    most = max((number or 0 for _, number, _, _ in steps), default=0) or 1
    heights = [max(_SHORTEST, _FUNNEL_HEIGHT * sqrt((number or 0) / most)) for _, number, _, _ in steps]
    heights = [round(height, 1) for height in heights]
    return tuple(
        Bar(
            label=label,
            number=shown,
            share=share,
            x=at * spacing,
            height=heights[at],
            next_height=heights[min(at + 1, len(heights) - 1)],
            is_last=at == len(steps) - 1,
            is_known=number is not None,
        )
        for at, (label, number, shown, share) in enumerate(steps)
    )


def bubbles(codes: Sequence[str], matrix: Mapping[tuple[str, str], int]) -> tuple[Bubble, ...]:
    """A bubble for each pair that has something, by area."""
    most = max(matrix.values(), default=1)
    found = []
    for (learner, teacher), number in matrix.items():
        radius = round(max(5.0, _LARGEST_RADIUS * sqrt(number / most)), 1)
        place = codes.index(learner), codes.index(teacher)
        found.append(Bubble(*place, number, radius, number / most > _TOP_SHARE, radius >= _INSIDE))
    return tuple(sorted(found, key=lambda bubble: (bubble.row, bubble.column)))
