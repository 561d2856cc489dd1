"""What each level of evidence asks for (domain.md 2.3), read from the text itself: a rule is checked, not believed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from exchange.kernel.messages import N_, Message
from exchange.practices.models.rows import Attachment, Result, Rows

_YEAR = re.compile(r"(\d{4})(?:-(\d{2}))?")
_LASTING_YEARS = 2.0
_MONITORED, _COMPARED, _EVALUATED, _PROVEN = 1, 2, 3, 4


@dataclass(frozen=True)
class Grounds:
    """What a judgement may rest on."""

    rows: Rows
    has_user_view: bool  # field 23 is written
    is_transferred: bool
    is_lasting: bool


@dataclass(frozen=True)
class Demand:
    """One thing that a level asks for."""

    level: int
    says: Message
    is_met: bool


def demands(grounds: Grounds) -> tuple[Demand, ...]:
    """Everything that levels 1 to 4 ask for, in order, and whether the text has it."""
    results = grounds.rows.results
    return (
        Demand(
            _MONITORED,
            Message(N_("A result with its value, its source and its period")),
            any(_is_sourced(row) for row in results),
        ),
        Demand(
            _COMPARED,
            Message(N_("A comparison before and after, or a survey of users, with its method stated")),
            _is_compared(results) or (grounds.has_user_view and _has_method(results)),
        ),
        Demand(
            _EVALUATED,
            Message(N_("An independent evaluation or a comparison group, named as a document or a study")),
            _is_evaluated(grounds.rows),
        ),
        Demand(
            _PROVEN,
            Message(N_("A documented transfer to another place, or figures that last two years or more")),
            grounds.is_transferred or (grounds.is_lasting and lasts(results)),
        ),
    )


def highest(grounds: Grounds) -> int:
    """The highest level that the text supports: every level needs those below it."""
    level = 0
    for demand in demands(grounds):
        if not demand.is_met:
            break
        level = demand.level
    return level


def lasts(results: Iterable[Result]) -> bool:
    """Whether one figure is followed over two years or more."""
    return any(max(times) - min(times) >= _LASTING_YEARS for times in _times(results).values())


def _is_sourced(row: Result) -> bool:
    return row.value is not None and bool(row.source.strip()) and bool(row.period.strip())


def _has_method(results: Iterable[Result]) -> bool:
    return any(_is_sourced(row) and row.method.strip() for row in results)


def _is_compared(results: Iterable[Result]) -> bool:
    """One figure at two times, with a method."""
    rows = list(results)
    return _has_method(rows) and any(len(set(times)) > 1 for times in _times(rows).values())


def _times(results: Iterable[Result]) -> dict[str, list[float]]:
    """Years of each indicator's sourced values."""
    found: dict[str, list[float]] = {}
    for row in results:
        match = _YEAR.search(row.period)
        if match and _is_sourced(row):
            at = int(match[1]) + ((int(match[2]) - 1) / 12 if match[2] else 0)
            found.setdefault(row.indicator.text_for("en"), []).append(at)
    return found


def _is_evaluated(rows: Rows) -> bool:
    return any(_is_evaluation(file) for file in rows.files) or any(source.kind == "study" for source in rows.sources)


def _is_evaluation(file: Attachment) -> bool:
    return file.kind == "evaluation" and bool(file.link or file.file)
