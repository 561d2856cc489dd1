"""Finding by meaning: Azerbaijani rewritten, texts in pieces, near documents under the reader's rights."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.kernel.languages import Language
from exchange.search.meaning.asking import Meaning
from exchange.search.meaning.encoder import FILES
from exchange.search.meaning.fusion import fused
from exchange.search.meaning.pieces import MOST_PIECES, pieces
from exchange.search.meaning.rewriting import Pair, Rewriter
from exchange.search.memory import MemoryIndex
from exchange.search.nearness import Entry
from exchange.search.port import SearchAnswer, SearchDocument, SearchQuery
from tests.search.samples import document, needs_encoder

PUBLIC, SECRET = frozenset({"public"}), frozenset({"ministry:a"})

HOME = "Trained families take in children who cannot live with their parents."
PENSION = "The pension is paid without an application when a citizen reaches the age."


def text(key: str, body: str, audience: frozenset[str] = PUBLIC, language: Language = Language.EN) -> SearchDocument:
    return document(key, language, "", body, audience=audience)


@pytest.fixture
def meaning(tmp_path: Path, model_files: Path) -> Iterator[Meaning]:
    (tmp_path / "meaning").mkdir()
    (tmp_path / "meaning" / FILES).symlink_to(model_files)
    made = Meaning(tmp_path / "meaning")
    yield made
    made.close()


def ask(
    meaning: Meaning, documents: list[SearchDocument], words: str, audience: frozenset[str] = PUBLIC
) -> SearchAnswer:
    index = MemoryIndex()
    index.rebuild(documents, 1)
    return index.search(SearchQuery(words, audience, nearness=meaning.question(words)))


@pytest.mark.parametrize(
    ("written", "turkish"),
    [
        ("ahıllar üçün", "yaşlılar için"),
        ("axşam", "akşam"),
        ("başlayıb", "başladı"),
        ("uşaqların evi", "çocuk evi"),
        ("ağciyərin", "akciğer"),
        ("ушаг, әһали", "çocuk, nüfus"),
    ],
)
def test_azerbaijani_is_rewritten_towards_turkish(written: str, turkish: str) -> None:
    assert Rewriter().rewrite(written) == turkish


def test_the_names_of_concepts_come_first() -> None:
    rewriter = Rewriter([Pair("himayədar ailə", "koruyucu aile")])
    assert rewriter.rewrite("Himayədar ailələrin sayı, 2023").startswith("koruyucu aile ")


@given(st.text(max_size=400))
def test_any_text_is_rewritten_and_cut(anything: str) -> None:
    Rewriter().rewrite(anything)
    cut = pieces(anything)
    assert len(cut) <= MOST_PIECES
    assert all(0 <= piece.start < piece.end <= len(anything) for piece in cut)
    assert all(one.end <= other.start for one, other in itertools.pairwise(cut))


def test_what_stands_in_both_lists_comes_first() -> None:
    assert fused(["a", "b"], ["c", "b"])[0] == "b"
    assert fused([], ["a"]) == ["a"]
    assert fused(["a"], []) == ["a"]


@needs_encoder
def test_another_language_is_found_without_any_common_word(meaning: Meaning) -> None:
    documents = [text("families", HOME), text("pension", PENSION)]
    meaning.learn(documents)
    answer = ask(meaning, documents, "himayədar ailəyə verilən uşaqlar")
    assert answer.hits == ()
    assert answer.near[0].group == "families"
    assert answer.near[0].near is not None
    assert answer.near[0].near.piece == HOME
    assert ask(meaning, documents, "müraciət etmədən təyin olunan pensiya").near[0].group == "pension"


@needs_encoder
def test_what_may_not_be_read_leaves_no_trace(meaning: Meaning) -> None:
    """Trust.md I2: the answer with and without a hidden document is the same to the byte."""
    documents = [text("families", HOME), text("pension", PENSION)]
    meaning.learn(documents)
    before = ask(meaning, documents, "children in other families")
    hidden = text("hidden", "Children live with other families for a while.", SECRET)
    meaning.learn([hidden])
    assert ask(meaning, [*documents, hidden], "children in other families") == before
    own = ask(meaning, [*documents, hidden], "children in other families", PUBLIC | SECRET)
    assert own.near[0].group == "hidden"


@needs_encoder
def test_a_changed_text_is_not_found_by_what_it_said_before(meaning: Meaning) -> None:
    meaning.learn([text("families", HOME)])
    changed = text("families", PENSION)
    assert ask(meaning, [changed], "children in other families").near == ()
    meaning.learn([changed])
    assert ask(meaning, [changed], "money for old people").near != ()


@needs_encoder
def test_what_is_missing_is_named_and_what_is_gone_is_forgotten(meaning: Meaning) -> None:
    index = MemoryIndex()
    index.rebuild([text("families", HOME), text("pension", PENSION)], 1)
    assert meaning.missing(index.entries()) == {"practice:families:en", "practice:pension:en"}
    meaning.learn([text("families", HOME), text("pension", PENSION)])
    assert meaning.missing(index.entries()) == frozenset()
    index.rebuild([text("families", HOME)], 2)
    assert meaning.missing(index.entries()) == frozenset()
    index.rebuild([text("families", HOME), text("pension", PENSION)], 3)
    assert meaning.missing(index.entries()) == {"practice:pension:en"}


@needs_encoder
@pytest.mark.parametrize("words", ['"in other families"', "children -pension", ""])
def test_a_phrase_or_an_exclusion_means_its_words_only(meaning: Meaning, words: str) -> None:
    documents = [text("families", HOME), text("pension", PENSION)]
    meaning.learn(documents)
    assert ask(meaning, documents, words).near == ()


@needs_encoder
def test_vectors_stay_where_only_a_count_beside_the_text_has_changed(meaning: Meaning) -> None:
    before = text("families", "Uşaqlar himayədar ailədə yaşayır.", language=Language.AZ)
    meaning.learn([before])

    def asked() -> tuple[Pair, ...]:
        pytest.fail("the text was encoded again")

    meaning.use_labels(asked)
    counted = replace(before, sort_values={"discussed": 1.0})
    assert meaning.missing([Entry(counted.key, counted.fingerprint)]) == {before.key}
    meaning.learn([counted])
    assert meaning.missing([Entry(counted.key, counted.fingerprint)]) == frozenset()
