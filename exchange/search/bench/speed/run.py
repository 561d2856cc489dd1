"""Every engine in turn over the same corpus and the same questions."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from exchange.search.bench.speed import postgres, rust
from exchange.search.bench.speed.corpus import Corpus
from exchange.search.bench.speed.engine import Built, Opened, SpeedEngine, Timed, timed
from exchange.search.bench.speed.ours import Ours, StockWhoosh
from exchange.search.bench.speed.questions import KINDS, Question, questions
from exchange.search.bench.speed.sqlite import Sqlite

ROUNDS = 3
_SECONDS = 6.0  # for the first asking of one kind
WHOLE = "whole answer"
Say = Callable[[str], object]


@dataclass(frozen=True)
class Measured:
    """One engine."""

    name: str
    built: Built | None
    kinds: Mapping[str, Timed]
    opened: Opened | None = None


@dataclass(frozen=True)
class Run:
    """One size of the corpus."""

    documents: int
    engines: Sequence[Measured] = field(default=())


def measure(documents: int, say: Say) -> Run:
    """Build and ask every engine that is found."""
    asked = questions(documents)
    with tempfile.TemporaryDirectory() as place:
        corpus = Corpus(Path(place) / "corpus.jsonl", documents)
        corpus.write()
        return Run(documents, list(_engines(Path(place), corpus, asked, say)))


def _engines(folder: Path, corpus: Corpus, asked: Mapping[str, Sequence[Question]], say: Say) -> Iterator[Measured]:
    ours = Ours(folder / "ours", corpus)
    say(f"{corpus.count}: ours is built")
    found = _asked(ours, asked)
    found.kinds[WHOLE] = timed(ours.answer, asked["or"], ours.clock, rounds=ROUNDS, seconds=_SECONDS)
    ours.close()
    yield Measured(ours.name, ours.built, found.kinds, _opened(folder / "ours", asked["common"][0][0]))
    makers: list[Callable[[], SpeedEngine]] = [
        lambda: StockWhoosh(folder / "ours"),
        lambda: Sqlite(folder, corpus),
    ]
    if rust.is_installed():
        makers.append(lambda: rust.Tantivy(folder, corpus))
    if postgres.is_installed():
        makers.append(lambda: postgres.PostgresSearch(corpus))
    for make in makers:
        engine = make()
        say(f"{corpus.count}: {engine.name} is built")
        yield _asked(engine, asked)
        engine.close()


@dataclass(frozen=True)
class _Asked(Measured):
    kinds: dict[str, Timed] = field(default_factory=dict)


def _asked(engine: SpeedEngine, asked: Mapping[str, Sequence[Question]]) -> _Asked:
    times = {
        kind.name: timed(engine.kinds[kind.name], asked[kind.name], engine.clock, rounds=ROUNDS, seconds=_SECONDS)
        for kind in KINDS
        if kind.name in engine.kinds
    }
    return _Asked(engine.name, engine.built, times)


def _opened(folder: Path, word: str) -> Opened:
    """In a process of its own."""
    module = "exchange.search.bench.speed.ours"
    done = subprocess.run([sys.executable, "-m", module, str(folder), word], check=True, capture_output=True)  # noqa: S603
    return Opened(**json.loads(done.stdout))
