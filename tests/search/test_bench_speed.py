"""The measurement of speed: every engine that is here answers every kind, and all find as much."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from exchange.search.bench.speed import postgres, report, run, rust, xapian
from exchange.search.bench.speed.corpus import LATER, Corpus, documents
from exchange.search.bench.speed.engine import LEAST, ROUNDS, Found, timed
from exchange.search.bench.speed.questions import KINDS, Question

SIZE = 60
PHRASE = "phrase"  # no phrase crosses from title to summary in ours: totals may differ


def test_a_corpus_comes_back_from_its_file(tmp_path: Path) -> None:
    corpus = Corpus(tmp_path / "corpus", 3)
    corpus.write_once()
    assert list(corpus.documents()) == list(documents(3))
    assert len(list(corpus.later())) == LATER


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder with a short path: that of a server's socket may have 107 characters."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


@pytest.mark.slow
def test_all_engines_find_as_much(place: Path) -> None:
    measured = run.measure(SIZE, place, lambda _: None, seconds=0.1)
    engines = {engine.name: engine for engine in measured.engines}
    assert {"ours", "Whoosh", "FTS5"} <= engines.keys()
    for name, module in (("PostgreSQL", postgres), ("tantivy", rust), ("Xapian", xapian)):
        assert (name in engines) == (name not in measured.missing) == module.is_installed()
    for kind in KINDS:
        held = [engine.kinds[kind.name].totals for engine in engines.values() if kind.name in engine.kinds]
        totals = {tuple(one[: min(map(len, held))]) for one in held}
        assert kind.name in engines["ours"].kinds
        assert kind.name == PHRASE or len(totals) == 1, (kind.name, totals)
    built, opened = engines["ours"].built, engines["ours"].opened
    assert built
    assert built.memory_mb
    assert opened
    assert opened.check_ms < opened.cpu_ms
    shown = report.as_text(measured)
    assert "| tantivy, common |" in shown or "tantivy" not in engines
    assert all(f"| {kind.name} |" in shown for kind in KINDS)
    assert all(f"| {name} | not installed |" in shown for name in measured.missing)
    assert json.loads(report.as_json([measured]))[0]["documents"] == SIZE
    again = run.measure(SIZE, place, lambda _: None, seconds=0.1)
    assert [engine.built for engine in again.engines] == [engine.built for engine in measured.engines]  # kept


def test_a_slow_engine_is_asked_less_within_its_budget() -> None:
    now = 0.0

    def ask(question: Question) -> Found:
        nonlocal now
        now += float(question[0])
        return Found(1, [])

    slow = timed(ask, [("2",)] * 30, lambda: now, seconds=3)
    assert (slow.asked, slow.totals, slow.rounds) == (LEAST, [1] * LEAST, [[2_000.0] * LEAST])
    now = 0.0
    quick = timed(ask, [("0.001",)] * 30, lambda: now, seconds=3)
    assert (quick.asked, len(quick.rounds)) == (30 + 30 * 2 * ROUNDS, ROUNDS)
