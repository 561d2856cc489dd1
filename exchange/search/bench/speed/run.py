"""Every engine in turn over the same corpus and the same questions."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from exchange.search.bench.speed import postgres, rust, xapian
from exchange.search.bench.speed.corpus import Corpus
from exchange.search.bench.speed.engine import Built, Opened, SpeedEngine, Timed, timed
from exchange.search.bench.speed.ours import Ours, StockWhoosh
from exchange.search.bench.speed.questions import KINDS, Question, questions
from exchange.search.bench.speed.sqlite import Sqlite

SECONDS = 3.0  # budget of one engine for one kind
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
    """One size of the corpus. `missing`: engines that are not installed here."""

    documents: int
    engines: Sequence[Measured] = field(default=())
    missing: Sequence[str] = ()


@dataclass(frozen=True)
class _Place:
    """What every engine gets."""

    folder: Path
    corpus: Corpus
    asked: Mapping[str, Sequence[Question]]
    seconds: float


def measure(documents: int, folder: Path, say: Say, *, seconds: float = SECONDS) -> Run:
    """Build and ask every engine that is found; what lies in the folder already is not built again."""
    here = folder / str(documents)
    here.mkdir(parents=True, exist_ok=True)
    corpus = Corpus(here / "corpus.jsonl", documents)
    corpus.write_once()
    place = _Place(here, corpus, questions(documents), seconds)
    peers = _peers(place)
    found = [_ours(place, say), *(_peer(make, place, say) for make in peers.values() if make)]
    return Run(documents, found, [name for name, make in peers.items() if not make])


def _ours(place: _Place, say: Say) -> Measured:
    engine = Ours(place.folder, place.corpus)
    say(f"{place.corpus.count}: {engine.name} is built")
    times = _asked(engine, place)
    times[WHOLE] = timed(engine.answer, place.asked["or"], engine.clock, seconds=place.seconds)
    engine.close()
    return Measured(engine.name, engine.built, times, _opened(engine.index_folder, place.asked["common"][0][0]))


def _peers(place: _Place) -> Mapping[str, Callable[[], SpeedEngine] | None]:
    """How each peer is made; None for one that is not installed."""
    folder, corpus = place.folder, place.corpus
    return {
        "Whoosh": lambda: StockWhoosh(folder),
        "FTS5": lambda: Sqlite(folder, corpus),
        "tantivy": (lambda: rust.Tantivy(folder, corpus)) if rust.is_installed() else None,
        "Xapian": (lambda: xapian.Xapian(folder, corpus)) if xapian.is_installed() else None,
        "PostgreSQL": (lambda: postgres.PostgresSearch(folder, corpus)) if postgres.is_installed() else None,
    }


def _peer(make: Callable[[], SpeedEngine], place: _Place, say: Say) -> Measured:
    engine = make()
    say(f"{place.corpus.count}: {engine.name} is built")
    times = _asked(engine, place)
    engine.close()
    return Measured(engine.name, engine.built, times)


def _asked(engine: SpeedEngine, place: _Place) -> dict[str, Timed]:
    """Every kind of question that the engine knows."""
    return {
        kind.name: timed(engine.kinds[kind.name], place.asked[kind.name], engine.clock, seconds=place.seconds)
        for kind in KINDS
        if kind.name in engine.kinds
    }


def _opened(folder: Path, word: str) -> Opened:
    """In a process of its own."""
    module = "exchange.search.bench.speed.ours"
    done = subprocess.run([sys.executable, "-m", module, str(folder), word], check=True, capture_output=True)  # noqa: S603
    return Opened(**json.loads(done.stdout))
