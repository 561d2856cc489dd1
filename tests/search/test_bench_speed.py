"""The measurement of speed: every engine that is here answers every kind, and all find as much."""

import json
from pathlib import Path

import pytest

from exchange.search.bench.speed import postgres, report, run
from exchange.search.bench.speed.corpus import LATER, Corpus, documents
from exchange.search.bench.speed.questions import KINDS

SIZE = 60
PHRASE = "phrase"  # no phrase crosses from title to summary in ours: totals may differ


def test_a_corpus_comes_back_from_its_file(tmp_path: Path) -> None:
    corpus = Corpus(tmp_path / "corpus", 3)
    corpus.write()
    assert list(corpus.documents()) == list(documents(3))
    assert len(list(corpus.later())) == LATER


@pytest.mark.slow
def test_all_engines_find_as_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "ROUNDS", 1)
    measured = run.measure(SIZE, lambda _: None)
    engines = {engine.name: engine for engine in measured.engines}
    assert {"ours", "Whoosh", "FTS5"} <= engines.keys()
    assert ("PostgreSQL" in engines) == postgres.is_installed()
    for kind in KINDS:
        totals = {engine.kinds[kind.name].total for engine in engines.values() if kind.name in engine.kinds}
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
    assert json.loads(report.as_json([measured]))[0]["documents"] == SIZE
