"""Finding by meaning: Azerbaijani rewritten, texts in pieces, near documents under the reader's rights."""

import itertools
import resource
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.kernel.languages import Language
from exchange.search.meaning.asking import Meaning
from exchange.search.meaning.encoder import DIMENSIONS, Encoder, is_installed
from exchange.search.meaning.fusion import fused
from exchange.search.meaning.pieces import MOST_PIECES, pieces
from exchange.search.meaning.rewriting import Pair, Rewriter
from exchange.search.memory import MemoryIndex
from exchange.search.port import SearchAnswer, SearchDocument, SearchQuery
from tests.search.samples import document

PUBLIC, SECRET = frozenset({"public"}), frozenset({"ministry:a"})
needs_encoder = pytest.mark.skipif(not is_installed(), reason="the extra `semantic` is not installed")

HOME = "Trained families take in children who cannot live with their parents."
PENSION = "The pension is paid without an application when a citizen reaches the age."


def text(key: str, body: str, audience: frozenset[str] = PUBLIC, language: Language = Language.EN) -> SearchDocument:
    return document(key, language, "", body, audience=audience)


@pytest.fixture
def meaning(tmp_path: Path) -> Iterator[Meaning]:
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
    question = meaning.question("children")
    assert question is not None
    assert len(question.means.keys) == 1


@needs_encoder
@pytest.mark.parametrize("words", ['"in other families"', "children -pension", ""])
def test_a_phrase_or_an_exclusion_means_its_words_only(meaning: Meaning, words: str) -> None:
    documents = [text("families", HOME), text("pension", PENSION)]
    meaning.learn(documents)
    assert ask(meaning, documents, words).near == ()


@needs_encoder
def test_a_disk_that_fails_takes_the_meaning_and_leaves_the_words(tmp_path: Path) -> None:
    (tmp_path / "blocked").write_text("a file where the folder should be", encoding="ascii")
    assert Meaning(tmp_path / "blocked" / "meaning").question("foster care") is None


@needs_encoder
def test_a_full_disk_keeps_no_half_table_and_the_model_is_loaded_once(tmp_path: Path) -> None:
    """Each question loaded the model and tried to write 64 MB anew, one after the other (trust.md I27)."""
    encoder, most = Encoder(tmp_path), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, most[1]))
    try:
        assert encoder.encode(["foster care"]).shape == (1, DIMENSIONS)
        assert list(tmp_path.iterdir()) == []
        began = time.process_time()
        encoder.encode(["family care"])
        assert time.process_time() - began < 0.1
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, most)
