"""Passages: the right stretch, marked in the original spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.kernel.languages import Language
from exchange.search import passages
from exchange.search.letters import folded
from exchange.search.passages import ELLIPSIS, marked, passage
from exchange.search.prepared import prepare
from exchange.search.query import parse

LONG = (
    "Giriş cümləsi burada durur. " * 20
    + "İlk HİMAYƏDAR ailələr 2023-cü ilin noyabrından fəaliyyətə başlayıb. "
    + "Sonrakı cümlələr başqa şeylərdən danışır. " * 20
)


def matched(query: str) -> frozenset[str]:
    return prepare(parse(query)).matched_terms


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
            every_word.setattr(passages, "folded", lambda *_: None)
            assert quick == passages.marked(text, wanted, language)


def test_most_texts_take_the_quick_way() -> None:
    for text, language in ((LONG, Language.AZ), ("Ünlü “söz” — №5 •", Language.TR), ("Приёмная семья", Language.RU)):
        assert folded(text, language) is not None
