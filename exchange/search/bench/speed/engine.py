"""What a measurement needs of an engine, and what two of them share."""

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import NamedTuple, Protocol

from exchange.search.bench.speed.questions import Question

PAGE = 20
COUNTRY, THEME = "c00", "t00"
FACETS = ("country", "theme", "language")
ROUNDS, LEAST = 3, 3  # rounds at most; questions that even the slowest engine is asked
_FOR_FIRST = 0.4  # share of the budget for the first asking
_TWICE = 2  # the better of two: what another process took from this one is not the engine's
_LETTERS = "abcdefghijklmnopqrstuvwxyzабвгдежзийклмнопрстуфхцчшщъыьэюя0123456789"

Clock = Callable[[], float]


class Found(NamedTuple):
    """How many there are, and the first page as keys (or as whatever the kind asks for)."""

    total: int
    page: Sequence[object]


Ask = Callable[[Question], Found]


@dataclass(frozen=True)
class Built:
    """Figures of the building, and of a document saved into the filled index."""

    cpu_seconds: float
    save_ms: float
    size_bytes: int
    memory_mb: float | None = None


@dataclass(frozen=True)
class Opened:
    """Figures of a fresh process: from opening to the first answer; then what each request asks: is it still so?"""

    cpu_ms: float
    memory_mb: float
    check_ms: float


class SpeedEngine(Protocol):
    """An engine over the corpus."""

    @property
    def name(self) -> str:
        """As the table calls it."""

    @property
    def kinds(self) -> Mapping[str, Ask]:
        """How each kind of question is asked; what an engine does not know is missing."""

    @property
    def built(self) -> Built | None:
        """Figures of the building; None for one that reads another's files."""

    @property
    def clock(self) -> Clock:
        """What time is measured by."""

    def close(self) -> None:
        """Let go of files and servers."""


@dataclass(frozen=True)
class Timed:
    """Milliseconds per question of one kind in each round; `first` is the very first asking.

    Attributes:
        totals: how many documents each question found.
        rounds: the first asking itself where there was no time for another.
        asked: how many questions were put altogether.
    """

    totals: Sequence[int]
    first: Sequence[float] = ()
    rounds: Sequence[Sequence[float]] = field(default=())
    asked: int = 0

    @property
    def total(self) -> int:
        """Documents found by all questions."""
        return sum(self.totals)


def distance_one(word: str) -> set[str]:
    """Everything that one error makes of a word: for engines that only know words."""
    made: set[str] = set()
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        made.update(head + letter + tail for letter in _LETTERS)
        if tail:
            made.add(head + tail[1:])
            made.update(head + letter + tail[1:] for letter in _LETTERS)
        if len(tail) > 1:
            made.add(head + tail[1] + tail[0] + tail[2:])
    return made


def timed(ask: Ask, questions: Sequence[Question], clock: Clock, *, seconds: float) -> Timed:
    """Ask everything once, then again in up to `ROUNDS` rounds, as long as the budget (by the engine's clock) lasts.

    A slow engine answers fewer questions, `LEAST` at least.
    """
    begun, asker = clock(), _Asker(ask, clock)
    totals, first = list[int](), list[float]()
    for question in questions:
        if len(first) >= LEAST and clock() - begun > seconds * _FOR_FIRST:
            break
        milliseconds, total = asker.put(question)
        first.append(milliseconds)
        totals.append(total)
    rounds: list[list[float]] = []
    while len(rounds) < ROUNDS and clock() - begun + _TWICE * sum(first) / 1e3 < seconds:
        rounds.append([min(asker.put(question)[0] for _ in range(_TWICE)) for question in questions[: len(first)]])
    return Timed(totals, first, rounds or [first], asker.count)


class _Asker:
    """Puts questions and looks at the clock."""

    def __init__(self, ask: Ask, clock: Clock) -> None:
        self._ask = ask
        self._clock = clock
        self.count = 0

    def put(self, question: Question) -> tuple[float, int]:
        """Milliseconds, and how many documents were found."""
        self.count += 1
        before = self._clock()
        total = self._ask(question).total
        return (self._clock() - before) * 1e3, total


def built_or_kept(folder: Path, build: Callable[[], Built]) -> Built:
    """Figures of the building; what an earlier run built into the folder is used again, with the figures it had."""
    figures = folder / "figures.json"
    if figures.exists():
        return Built(**json.loads(figures.read_text("ascii")))
    shutil.rmtree(folder, ignore_errors=True)  # what an interrupted building left
    folder.mkdir(parents=True)
    made = build()
    figures.write_text(json.dumps(asdict(made)), "ascii")
    return made
