"""Did you mean, and titles that go on as one types."""

import pytest

from exchange.kernel.languages import Language
from exchange.search.port import Put, SearchIndex
from exchange.search.spelling import distance, skeleton
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
    assert distance(one, other, 3) == distance(other, one, 3) == errors


def test_a_distance_beyond_the_limit_is_only_far() -> None:
    assert distance("care", "education", 2) > 2


def test_substitutes_share_a_skeleton() -> None:
    assert skeleton("shexs") == skeleton("sexs") == skeleton("saxs")
