"""Passages: the right stretch, marked in the original spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.demo.content import practice_folders
from exchange.kernel.languages import Language
from exchange.search import marking, passages
from exchange.search.analysis.forms import located
from exchange.search.analysis.stems import is_beginning
from exchange.search.analysis.tokens import TOKEN
from exchange.search.letters import folded
from exchange.search.passages import ELLIPSIS, marked, passage
from exchange.search.port import Matched
from exchange.search.prepared import prepare
from exchange.search.query import parse

LONG = (
    "Giriş cümləsi burada durur. " * 20
    + "İlk HİMAYƏDAR ailələr 2023-cü ilin noyabrından fəaliyyətə başlayıb. "
    + "Sonrakı cümlələr başqa şeylərdən danışır. " * 20
)


def matched(query: str) -> Matched:
    return prepare(parse(query)).matched


def test_the_words_are_marked_as_they_are_written() -> None:
    found = passage(LONG, matched("himayedar aile"), Language.AZ)
    assert [part.text for part in found.parts if part.marked] == ["HİMAYƏDAR", "ailələr"]


def test_a_passage_is_cut_between_words_and_says_so() -> None:
    found = passage(LONG, matched("himayedar"), Language.AZ, width=100)
    assert found.parts[0].text.startswith(ELLIPSIS)
    assert found.parts[-1].text.endswith(ELLIPSIS)
    assert len(found.text) <= 110
    assert all(word in LONG for word in found.text.strip(f"{ELLIPSIS} ").split())


def test_decomposed_text_is_marked_whole() -> None:
    found = marked("Uşag\u0306ı himayə", matched("uşağı"), Language.AZ)
    assert [part.text for part in found.parts if part.marked] == ["Uşag\u0306ı"]


def test_without_a_match_the_beginning_is_shown() -> None:
    found = passage(LONG, matched("foster"), Language.AZ)
    assert not found.has_match
    assert found.text.startswith("Giriş")


@given(st.text(max_size=600), st.text(max_size=40), st.integers(10, 300), st.sampled_from(list(Language)))
def test_a_passage_is_a_piece_of_the_text(text: str, query: str, width: int, language: Language) -> None:
    inner = passage(text, matched(query), language, width)
    pieces = [part.text for part in inner.parts]
    body = "".join(piece for piece in pieces if piece not in {f"{ELLIPSIS} ", f" {ELLIPSIS}"})
    assert body in text


WRITTEN = [
    "kitabxanalarımızdan", "oğlunun", "hakkı", "kitabı", "qapıların", "xalqın", "Türkiye'nin", "BMT-nin", "e-xidmət",
    "families", "dying", "skies", "don't", "sensibility", "l'école", "covid-19", "anti–social", "ALL-in", "Ünsiyyət",
    "приёмная", "семьями", "нынешний", "ЁЛКА", "2022-ci", "Straße", "ﬁne", "o\u0308z", "so\u00adcial", "ҝүн",
    "日本", "_x_", "½", "𝐛old", "--", "…",
]  # fmt: skip


@given(
    st.lists(st.sampled_from(WRITTEN) | st.text(max_size=6), max_size=12),
    st.sampled_from([" ", "-", "'", "\n", ", "]),
    st.sampled_from(WRITTEN),
    st.sampled_from(list(Language)),
)
def test_what_is_passed_over_holds_no_match(words: list[str], between: str, query: str, language: Language) -> None:
    text = between.join([*words, query])
    for wanted in (matched(query), matched(f'"{query}"')):
        with pytest.MonkeyPatch.context() as every_word:
            quick = passages.marked(text, wanted, language)
            every_word.setattr(marking, "folded", lambda *_: None)
            assert quick == passages.marked(text, wanted, language)


def test_most_texts_take_the_quick_way() -> None:
    for text, language in ((LONG, Language.AZ), ("Ünlü “söz” — №5 •", Language.TR), ("Приёмная семья", Language.RU)):
        assert folded(text, language) is not None


def every_mark(text: str, wanted: Matched, language: Language) -> list[marking.Mark]:
    """As slowly and as plainly as it can be said: each token of the text taken apart."""
    marks = []
    for token in located(text, language):
        terms = {term for place in token.places for term in (*place.terms, *place.exact)}
        words = sum(1 << at for at, one in enumerate(wanted) if one & terms)
        is_sure = any(not is_beginning(term) for one in wanted for term in one & terms)
        marks += [marking.Mark(token.start, token.end, words, is_sure)] if words else []
    return [mark for mark in marks if mark.is_sure] or marks


def richest_of_all(marks: list[marking.Mark], reach: int) -> int:
    """The first of all matches after which, within the reach, most different words stand."""

    def words_near(first: marking.Mark) -> int:
        near = [mark.words for mark in marks if mark.start >= first.start and mark.end <= first.start + reach]
        return sum(1 for bit in range(12) if any(words >> bit & 1 for words in near))

    return max(marks, key=words_near).start if marks else 0


def assert_as_plainly(text: str, query: str, language: Language, width: int) -> None:
    wanted = matched(query)
    marks = every_mark(text, wanted, language)
    start, end = passages.window(text, richest_of_all(marks, width - width // 5), width)
    shown = [mark for mark in marks if mark.start >= start and mark.end <= end]
    assert passage(text, wanted, language, width).parts == tuple(passages.pieces(text, shown, start, end))


@given(
    st.lists(st.sampled_from(WRITTEN) | st.text(max_size=6), max_size=12),
    st.sampled_from([" ", "-", "'", "\n", ", ", " " + "x" * 1_200 + " "]),  # the last fills stretches
    st.lists(st.sampled_from(WRITTEN), min_size=1, max_size=3),
    st.integers(10, 300),
    st.sampled_from(list(Language)),
)
def test_what_is_not_read_to_the_end_is_the_best_passage_all_the_same(
    words: list[str], between: str, query: list[str], width: int, language: Language
) -> None:
    assert_as_plainly(between.join([*words, *query, *words]), " ".join(query), language, width)


@pytest.mark.parametrize("language", list(Language))
def test_passages_of_real_texts_are_the_best_of_all(language: Language) -> None:
    for path in practice_folders()[:6]:
        text = (path / f"{language}.md").read_text("utf-8") if (path / f"{language}.md").exists() else ""
        words = list(dict.fromkeys(TOKEN.findall(text)))[::29]
        for first, second, third in zip(words, words[1:], words[4:], strict=False):
            for query in (first, f"{first} {third}", f"{first} {second} {third}"):
                assert_as_plainly(text, query, language, width=220)
