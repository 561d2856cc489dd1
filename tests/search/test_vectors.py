"""The file of the vectors: what several processes learn, what has changed since, and what is lost."""

import hashlib
from pathlib import Path

import numpy as np

from exchange.search.meaning.asking import Question
from exchange.search.meaning.compared import Compared
from exchange.search.meaning.encoder import DIMENSIONS
from exchange.search.meaning.rounding import Rounded
from exchange.search.meaning.vectors import Meant, VectorStore
from exchange.search.nearness import Entry


def meant(key: str, rows: np.ndarray, content: str = "") -> Meant:
    fingerprint = hashlib.sha256(f"{key} {content}".encode()).hexdigest()[:32]
    return Meant(Entry(key, fingerprint), Rounded.of(rows.astype(np.float32)), ("One piece.", " And another."))


def marks_of(*held: Meant) -> np.ndarray:
    return np.array([int.from_bytes(bytes.fromhex(one.entry.fingerprint)[:8], "little") for one in held], np.uint64)


def some_vectors(rows: int = 2) -> np.ndarray:
    made = np.random.default_rng(rows).standard_normal((rows, DIMENSIONS))
    unit: np.ndarray = made / np.linalg.norm(made, axis=1, keepdims=True)
    return unit


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
    question = Question(Compared(some_vectors(1).astype(np.float32)), means, store)
    assert question.nearest(means.places(marks_of(old))) == []


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


def test_the_folders_of_the_vectors_are_open_to_nobody_else(tmp_path: Path) -> None:
    """The index's own folder is among them when it was lost: open to others, it would be refused for good."""
    store = VectorStore(tmp_path / "index" / "meaning" / "vectors.sqlite3")
    store.put([meant("a", some_vectors())])
    store.close()
    for folder in (tmp_path / "index", tmp_path / "index" / "meaning"):
        assert folder.stat().st_mode & 0o077 == 0, folder.name
