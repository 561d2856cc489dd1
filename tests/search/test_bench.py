"""The measurement: reads sets by their files, computes known values, and shows them."""

import json
from pathlib import Path

import pytest

from exchange.kernel.languages import Language
from exchange.search.bench.measures import grouping, ndcg, recall
from exchange.search.bench.quality import measure
from exchange.search.bench.rows import Row, as_json, as_text
from exchange.search.bench.sets import read_sets
from exchange.search.bench.variants import typings
from exchange.search.meaning.rewriting import Pair
from exchange.search.port import ConceptPhrases, Phrase

WORDS = "himayədar ailələrə yerləşdirilən uşaqların müdafiəsi haqqında nazirliyin illik hesabatı"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    judged = tmp_path / "judged"
    judged.mkdir()
    _lines(
        judged / "docs.jsonl",
        [{"id": "a", "lang": "en", "text": "foster care"}, {"id": "b", "lang": "en", "text": "x"}],
    )
    _lines(judged / "queries.jsonl", [{"id": "1", "lang": "en", "text": 'who gives "foster care"?'}])
    (judged / "qrels.tsv").write_text("query_id\tdoc_id\tgrade\n1\ta\t1\n", "utf-8")
    parallel = tmp_path / "parallel"
    parallel.mkdir()
    row: dict[str, object] = dict.fromkeys(("az", "tr", "en", "ru"), WORDS)
    _lines(parallel / "sentences.jsonl", [row | {"id": "0"}, row | {"id": "1"}])
    texts = tmp_path / "texts"
    texts.mkdir()
    _lines(texts / "sentences.jsonl", [row | {"n": n, "doc": "d"} for n in range(3)])
    stems = tmp_path / "stems"
    stems.mkdir()
    (stems / "unimorph_aze_nouns.tsv").write_text("lemma\tform\nuşaq\tuşaqlar\nuşaq\tuşağı\nailə\tailələr\n", "utf-8")
    return tmp_path


def _lines(path: Path, items: list[dict[str, object]]) -> None:
    path.write_text("\n".join(json.dumps(item) for item in items), "utf-8")


class _Bank:
    def expand(self, text: str) -> tuple[ConceptPhrases, ...]:
        named = ConceptPhrases("foster_care", "foster care", (Phrase("koruyucu aile", Language.TR),))
        return (named,) if "foster" in text else ()

    def turkish_names(self) -> list[Pair]:
        return [Pair("himayədar ailə", "koruyucu aile")]

    def preferred(self) -> list[tuple[str, Language, str]]:
        return [("foster_care", Language.EN, "foster care"), ("foster_care", Language.TR, "koruyucu aile")]


def test_sets_are_known_by_their_files(folder: Path) -> None:
    sets = read_sets(folder)
    assert [held.name for held in sets.judged] == ["judged"]
    assert [(held.name, held.has_documents) for held in sets.parallel] == [("parallel", False), ("texts", True)]
    assert [held.name for held in sets.stems] == ["unimorph_aze_nouns"]


@pytest.mark.slow
def test_every_kind_of_set_gives_its_rows(folder: Path) -> None:
    rows = {(row.name, row.measure): row for row in measure(folder, _Bank())}
    assert rows["judged", "nDCG@10"].value == 1.0
    assert rows["judged", "nDCG@10"].peers == {"Whoosh": 1.0, "SQLite FTS5": 1.0, "tantivy": 1.0}
    assert rows["headline az", "nDCG@10"].value == 1.0
    assert {rows[f"az typed {way}", "same answer"].value for way in typings(Language.AZ)} == {1.0}
    assert rows["stems unimorph_aze_nouns", "F1"].value == 1.0
    assert rows["two-word terms asked in en", "top 5"].value == 0.5
    assert rows["did you mean, az", "first five"].value > 0.9


def test_ranking_measures_have_known_values() -> None:
    assert ndcg(["b", "a"], {"a": 1.0}) == pytest.approx(0.6309, abs=1e-4)
    assert ndcg(["a", "b"], {"a": 3.0, "b": 1.0}) == 1.0
    assert recall(["a", "x"], {"a": 1.0, "b": 1.0, "c": 0.0}) == 0.5
    assert ndcg([], {}) == recall([], {}) == 0.0


def test_stems_are_judged_by_pairs() -> None:
    found = grouping([("ev", "ev"), ("ev", "ev"), ("ev", "evlat"), ("goz", "göz")])
    assert found.precision == pytest.approx(1 / 3)
    assert found.recall == 1.0
    assert found.f1 == pytest.approx(0.5)


def test_the_table_tells_a_missed_target() -> None:
    rows = [Row("one", "nDCG@10", 0.5, 0.9, {"Whoosh": 0.4}), Row("two", "F1", 0.9)]
    shown = as_text(rows).splitlines()
    assert "below target" in shown[1]
    assert "Whoosh 0.400" in shown[1]
    assert "below" not in shown[2]
    assert [row["is_met"] for row in json.loads(as_json(rows))] == [False, None]
