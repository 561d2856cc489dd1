"""Rows of the quality table, and how they are shown."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

from exchange.search.bench.engines import OURS


@dataclass(frozen=True)
class Row:
    """One figure of ours beside the peers' and the target of search.md 5. `how` says how it came about."""

    name: str
    measure: str
    value: float
    target: float | None = None
    peers: Mapping[str, float] = field(default_factory=dict)
    how: str = ""

    @property
    def is_met(self) -> bool | None:
        """Whether the target is reached; None where there is none."""
        return None if self.target is None else self.value >= self.target


def row_of(name: str, measure: str, values: Mapping[str, float], *, target: float | None = None, how: str = "") -> Row:
    """A row from one value per engine."""
    peers = {engine: round(value, 4) for engine, value in values.items() if engine != OURS}
    return Row(name, measure, round(values[OURS], 4), target, peers, how)


def as_text(rows: Sequence[Row]) -> str:
    """A table with a line per row."""
    lines = [f"{'what':44} {'measure':16} {'ours':>7} {'target':>7}  peers"]
    for row in rows:
        target = "" if row.target is None else f"{row.target:.3f}"
        mark = {True: "", False: "  below target", None: ""}[row.is_met]
        peers = ", ".join(f"{name} {value:.3f}" for name, value in row.peers.items())
        lines.append(f"{row.name:44} {row.measure:16} {row.value:7.3f} {target:>7}  {peers}{mark}")
    return "\n".join(lines)


def as_json(rows: Sequence[Row]) -> str:
    """The same for machines."""
    return json.dumps([asdict(row) | {"is_met": row.is_met} for row in rows], ensure_ascii=False, indent=2)
