"""The query language: small, and never in trouble."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.search.query import MAX_CHARACTERS, MAX_WORDS, Narrowing, parse


def test_words_phrases_exclusions_and_fields_are_told_apart() -> None:
    parsed = parse('himayədar "koruyucu aile" -okul title:dost by:aspb country:az after:2021-05 before:2024')
    assert [clause.text for clause in parsed.words] == ["himayədar"]
    assert [(clause.text, clause.is_phrase) for clause in parsed.required] == [("koruyucu aile", True), ("dost", False)]
    assert [clause.text for clause in parsed.excluded] == ["okul"]
    assert [(clause.narrows, clause.text) for clause in parsed.narrowings] == [
        (Narrowing.BY, "aspb"),
        (Narrowing.COUNTRY, "az"),
        (Narrowing.AFTER, "2021"),
        (Narrowing.BEFORE, "2024"),
    ]


def test_a_clause_can_be_taken_away() -> None:
    parsed = parse('foster "in care" -school')
    assert [parsed.without(at) for at in range(3)] == ['"in care" -school', "foster -school", 'foster "in care"']


@pytest.mark.parametrize("typed", ["“foster care”", "«foster care»", "„foster care“", '"foster care"'])
def test_every_kind_of_quotation_mark_quotes(typed: str) -> None:
    assert [clause.typed for clause in parse(typed).clauses] == ['"foster care"']


def test_an_open_quotation_mark_is_forgiven() -> None:
    assert [clause.text for clause in parse('foster "care now').words] == ["foster", "care", "now"]


def test_decomposed_letters_are_no_extra_words() -> None:
    typed = "uşaq müdafiəsi üçün çoxlu sözlər öyrənib həyata keçirən qurumların gündəlik işi"
    assert parse(unicodedata.normalize("NFD", typed)) == parse(typed)


def test_a_year_that_is_none_is_a_word() -> None:
    assert [clause.text for clause in parse("after:soon").words] == ["after:soon"]


def test_more_than_twelve_words_are_cut_and_said() -> None:
    parsed = parse(" ".join(f"word{n}" for n in range(20)))
    assert len(parsed.clauses) == MAX_WORDS
    assert parsed.cut == tuple(f"word{n}" for n in range(12, 20))


def test_of_too_many_words_those_that_say_little_go_first() -> None:
    parsed = parse(
        "what is the effect of home visits on the health of young mothers and their children in rural districts"
    )
    assert parsed.cut[:4] == ("what", "is", "the", "of")
    assert [clause.text for clause in parsed.words][-2:] == ["rural", "districts"]


def test_what_holds_no_letter_is_ignored_and_said() -> None:
    parsed = parse("care *** 🙂")
    assert ([clause.text for clause in parsed.clauses], parsed.ignored) == (["care"], ("***", "🙂"))


@given(st.text(max_size=1000))
def test_anything_can_be_typed(text: str) -> None:
    parsed = parse(text)
    assert sum(len(re.findall(r"(?:[^\W_][\u0300-\u036f]*)+", clause.text)) for clause in parsed.clauses) <= MAX_WORDS
    assert sum(len(clause.text) for clause in parsed.clauses) <= MAX_CHARACTERS


@given(
    st.lists(
        st.sampled_from(['"', "-", "title:", "by:", "after:", "a", "2021", " ", "'", "(", "*", "NOT", ":"]), max_size=60
    )
)
def test_a_query_cleanly_typed_again_means_the_same(parts: list[str]) -> None:
    once = parse("".join(parts))
    assert parse(once.typed).clauses == once.clauses or once.cut
