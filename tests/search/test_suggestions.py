"""Did you mean, and titles that go on as one types."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.kernel.languages import Language
from exchange.search.columns.deletions import deletion_arrays, skeletons
from exchange.search.columns.texts import Texts, text_arrays
from exchange.search.port import Put, SearchIndex
from exchange.search.spelling import Vocabulary, distances, errors_forgiven, near
from tests.search.reference import distance
from tests.search.samples import FOSTER_CARE, MEMBER, PUBLIC, ask, document, fill


class TestDidYouMean:
    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("himayedra aile", "himayədar ailə"),
            ("himayedar ayle", "himayədar ailə"),
            ("koruyucu ayle", "koruyucu aile"),
            ("qomayədar", "himayədar"),
            ("xidmetlar", "xidmətlər"),
            ("koruyuju", "koruyucu"),
            ("institutoins", "institutions"),
            ("професиональная", "профессиональная"),
        ],
    )
    def test_a_misspelt_word_is_offered_as_people_spell_it(self, index: SearchIndex, typed: str, meant: str) -> None:
        fill(index)
        assert ask(index, typed).suggestion == meant

    @pytest.mark.parametrize(("typed", "meant"), [("şexs", "şəxs"), ("shexs", "şəxs"), ("hidmat", "xidmət")])
    def test_letters_that_a_keyboard_lacks_are_forgiven(self, index: SearchIndex, typed: str, meant: str) -> None:
        fill(index, [document("p", Language.AZ, "şəxs və xidmət")])
        assert ask(index, typed).suggestion in {meant, None}
        assert ask(index, typed).total or ask(index, typed).suggestion == meant

    def test_a_known_word_is_not_doubted(self, index: SearchIndex) -> None:
        fill(index)
        assert ask(index, "himayedar ailələrə").suggestion is None

    def test_nothing_is_offered_beside_a_concept(self, index: SearchIndex) -> None:
        fill(index)
        assert ask(index, "kinder", concepts=(FOSTER_CARE,)).suggestion is None

    def test_the_rest_of_the_query_stays(self, index: SearchIndex) -> None:
        fill(index)
        assert ask(index, '"foster care" institutoins -school').suggestion == '"foster care" institutions -school'

    def test_no_suggestion_comes_from_what_only_some_may_read(self, index: SearchIndex) -> None:
        fill(index)
        secret = document("s", Language.EN, "Embargoed reorganisation", audience=frozenset({"ministry:a"}))
        index.apply([Put(secret)], 2)
        for audience in (PUBLIC, MEMBER, MEMBER | {"ministry:a"}):
            assert ask(index, "embargoid", audience).suggestion is None

    def test_a_withdrawn_word_is_offered_no_more(self, index: SearchIndex) -> None:
        fill(index, [document("p", Language.EN, "Gatekeeping")])
        assert ask(index, "gatekeping").suggestion == "gatekeeping"
        fill(index, [document("p", Language.EN, "Gatekeeping", audience=frozenset({"ministry:a"}))], stamp=2)
        assert ask(index, "gatekeping").suggestion is None


class TestCompleting:
    def titles(self, index: SearchIndex, text: str, audience: frozenset[str] = PUBLIC) -> list[str]:
        return [completion.title for completion in index.complete(text, audience)]

    def test_a_title_goes_on_without_diacritics(self, index: SearchIndex) -> None:
        fill(index)
        assert self.titles(index, "himayed") == ["Himayədar ailə modeli"]
        assert self.titles(index, "koruyucu ai") == ["Koruyucu aile ve gönül elçileri"]

    def test_titles_that_begin_so_come_first(self, index: SearchIndex) -> None:
        fill(index, [document("a", Language.EN, "Home care", published=9), document("b", Language.EN, "Care at home")])
        assert self.titles(index, "car") == ["Care at home", "Home care"]

    def test_only_what_the_reader_may_read_completes(self, index: SearchIndex) -> None:
        fill(index, [document("a", Language.EN, "Draft on care", audience=frozenset({"ministry:a"}))])
        assert self.titles(index, "draft") == []
        assert self.titles(index, "draft", frozenset({"ministry:a"})) == ["Draft on care"]

    @pytest.mark.parametrize("typed", ["", "a", "***", "x" * 500])
    def test_little_or_odd_text_completes_nothing(self, index: SearchIndex, typed: str) -> None:
        fill(index)
        assert self.titles(index, typed) == []


@pytest.mark.parametrize(
    ("one", "other", "errors"),
    [("care", "care", 0), ("care", "car", 1), ("care", "caer", 1), ("care", "cure", 1), ("foster", "fsotre", 2)],
)
def test_errors_are_counted(one: str, other: str, errors: int) -> None:
    assert [distances(one, [other])[0], distances(other, [one])[0]] == [errors, errors]


WORDS = st.text("abcshgəş", min_size=1, max_size=12)


@given(WORDS, st.lists(WORDS, min_size=1, max_size=6))
def test_many_distances_at_once_are_those_of_the_textbook(word: str, others: list[str]) -> None:
    assert distances(word, others).tolist() == [distance(word, other) for other in others]


def test_substitutes_share_a_skeleton() -> None:
    assert skeletons("shexs") == skeletons("sexs") == skeletons("saxs")


@given(st.text("abcshgx", min_size=1, max_size=11), st.sets(st.text("abcshgx", min_size=3, max_size=11), max_size=40))
def test_no_near_word_is_missed(word: str, known: set[str]) -> None:
    """Against every word of the vocabulary measured one by one."""
    terms = Texts(text_arrays("t", made := sorted(f"{one}\x00{one}".encode() for one in known)), "t")
    vocabulary = Vocabulary(terms, np.arange(len(made) + 1), *deletion_arrays(made).values())
    expected = {}
    for other in known - {word}:
        errors = errors_forgiven(max(word, other, key=len))
        apart, bare = distance(word, other), distance(skeletons(word), skeletons(other))
        costs = [apart] * (apart <= errors) + [bare + 0.5 * (apart > bare)] * (bare <= errors)
        if costs:
            expected[other] = min(costs) + 0.4 * (word[0] != other[0])
    found = {one.word: one.cost for one in near(word, [vocabulary])}
    assert found == pytest.approx(expected)
    assert all(one.spellings() == {one.word} for one in near(word, [vocabulary]))


def test_a_hostile_word_costs_nothing() -> None:
    long = ["x" * 100_000, "y" * 40]
    assert len(deletion_arrays([f"{one}\x00{one}".encode() for one in long])["spelled.near.hash"]) == 0
    assert near("z" * 33, []) == near("", []) == []
