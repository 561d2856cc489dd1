"""What a measurement needs of an engine, and what two of them share."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from exchange.search.bench.speed.questions import Question

PAGE = 20
COUNTRY, THEME = "c00", "t00"
FACETS = ("country", "theme", "language")
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
    """Milliseconds per question of one kind in each round; `first` is the very first asking."""

    total: int
    first: Sequence[float] = ()
    rounds: Sequence[Sequence[float]] = field(default=())


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


def timed(ask: Ask, questions: Sequence[Question], clock: Clock, *, rounds: int, seconds: float) -> Timed:
    """Ask everything once, then again `rounds` times; an engine that takes too long answers fewer questions."""
    until, total = time.perf_counter() + seconds, 0
    first: list[float] = []
    for question in questions:
        if first and time.perf_counter() > until:
            break
        before = clock()
        total += ask(question).total
        first.append((clock() - before) * 1e3)
    again = [[_best(ask, question, clock) for question in questions[: len(first)]] for _ in range(rounds)]
    return Timed(total, first, again)


def _best(ask: Ask, question: Question, clock: Clock) -> float:
    """The better of two: what another process took from this one is not the engine's."""
    times = []
    for _ in range(2):
        before = clock()
        ask(question)
        times.append((clock() - before) * 1e3)
    return min(times)
