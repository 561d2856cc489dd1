"""Ways that only large segments take: streams worked on in parts, columns and signatures of common words."""

import random
from collections.abc import Sequence

import numpy as np
import pytest

from exchange.kernel.languages import Language
from exchange.search.columns import inverting, merging
from exchange.search.columns.building import arrays_of
from exchange.search.columns.layout import Arrays
from exchange.search.columns.merging import Source, merged
from exchange.search.columns.segment import ColumnSegment
from exchange.search.columns.view import View
from exchange.search.evaluation import Deadline, Evaluation
from exchange.search.inverted import Field
from exchange.search.port import SearchDocument
from exchange.search.prepared import Prepared, Run, Sought, Word
from exchange.search.ranking import ALL_WORDS_BONUS, contribution
from exchange.search.runs import run_frequencies
from tests.search.samples import PUBLIC, document

WORDS = ("care", "foster", "family", "child", "school", "law", "covid-19", "2023", "fund")
CLOSE = 1e-4  # float32 against float64


def made(count: int, seed: int) -> list[SearchDocument]:
    """Documents of common words."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, no secret
    return [
        document(
            f"{seed}-{at}",
            chance.choice(tuple(Language)),
            " ".join(chance.choices(WORDS, k=3)),
            " ".join(chance.choices(WORDS, k=chance.randint(0, 40))),
            theme=tuple(chance.sample("abc", k=chance.randint(0, 2))),
        )
        for at in range(count)
    ]


def assert_same(one: Arrays, other: Arrays) -> None:
    assert one.keys() == other.keys()
    for name, array in one.items():
        assert array.dtype == other[name].dtype, name
        assert np.array_equal(array, other[name]), name


@pytest.mark.parametrize("at_once", [1, 7, 400])
def test_a_stream_made_in_parts_is_the_same(monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    documents = made(30, 1)
    kept = np.array([at % 4 > 0 for at in range(30)])
    whole, rest = arrays_of(documents), arrays_of(one for one, is_kept in zip(documents, kept, strict=True) if is_kept)
    monkeypatch.setattr(inverting, "AT_ONCE", at_once)
    monkeypatch.setattr(merging, "AT_ONCE", at_once)
    assert_same(arrays_of(documents), whole)
    for left, expected in ((np.ones(30, np.bool_), whole), (kept, rest)):
        sources = [Source(arrays_of(documents[part]), left[part]) for part in (slice(11), slice(11, 30))]
        assert_same(merged(sources).whole(), expected)


def view_of(parts: Sequence[list[SearchDocument]]) -> tuple[View, list[SearchDocument]]:
    """Segments in which every seventh document is deleted, and what is left."""
    segments = [ColumnSegment(str(at), arrays_of(part)) for at, part in enumerate(parts)]
    view = View(segments, [tuple(range(0, len(part), 7)) for part in parts])
    return view, [one for part in parts for at, one in enumerate(part) if at % 7]


def test_phrases_of_common_words_are_counted_as_they_stand() -> None:
    view, living = view_of([made(900, 2), made(700, 3), made(3, 4)])
    keys = {view.key(number): number for number in view.living()}
    asked = [("care", "foster"), ("foster", "care"), ("care", "care"), ("law", "2023", "fund"), ("child",) * 3]
    for words in asked:
        run = Run(Field.EXACT, tuple(frozenset({word}) for word in words))
        found = run_frequencies(view, run)
        expected = {keys[one.key]: count for one in living if (count := counted(one, words))}
        assert dict(zip(found.documents.tolist(), found.weights.tolist(), strict=True)) == expected
    either = Run(Field.EXACT, (frozenset({"care", "law"}), frozenset({"fund", "school"})))
    pairs = [(first, second) for first in ("care", "law") for second in ("fund", "school")]
    expected = {keys[one.key]: total for one in living if (total := sum(counted(one, pair) for pair in pairs))}
    found = run_frequencies(view, either)
    assert dict(zip(found.documents.tolist(), found.weights.tolist(), strict=True)) == expected


def counted(one: SearchDocument, words: Sequence[str]) -> int:
    """How often the words stand side by side in the title or in the body."""
    texts = one.title.split(), one.body.split()
    return sum(tuple(text[at : at + len(words)]) == tuple(words) for text in texts for at in range(len(text)))


def test_common_and_rare_words_add_up_to_the_textbook_score() -> None:
    parts = [made(500, 5), made(300, 6), [document("rare", Language.EN, "apostille care")]]
    view, living = view_of([*parts, [document("gone", Language.EN, "x"), document("rare2", Language.TR, "apostille")]])
    words = ("apostille", "care", "fund")
    prepared = Prepared(words=tuple(Word(word, (Sought(Field.EXACT, word, 1.0),)) for word in words))
    evaluation = Evaluation(view, PUBLIC, Deadline(float("inf")))
    found = evaluation.main(prepared)
    keys = {view.key(number): number for number in view.living()}
    weights = {word: weights_of(view, word) for word in words}
    assert sorted(set().union(*weights.values())) == found.documents.tolist()
    for number, score in zip(found.documents.tolist(), found.scores.tolist(), strict=True):
        damping = evaluation.census.damping(int(view.lengths[number]))
        held = [word for word in words if number in weights[word]]
        total = sum(
            evaluation.census.rarity(len(weights[word])) * contribution(weights[word][number], damping) for word in held
        )
        assert score == pytest.approx(total * (1 + ALL_WORDS_BONUS * (len(held) - 1) / 2), rel=CLOSE)
    assert len(keys) == len(living)


def weights_of(view: View, word: str) -> dict[int, float]:
    term = view.term(Field.EXACT, word)
    return dict(zip(term.documents.tolist(), term.weights.tolist(), strict=True))
