"""The shipped taxonomy in the database: complete, in four languages, as a tree."""

import pytest
from sqlalchemy.orm import Session

from exchange.kernel.languages import Language
from exchange.vocabulary.models import TermList
from exchange.vocabulary.queries import Taxonomy, taxonomy
from exchange.vocabulary.service import import_taxonomy


@pytest.fixture
def words(session: Session) -> Taxonomy:
    import_taxonomy(session)
    return taxonomy(session)


@pytest.mark.parametrize("kind", list(TermList))
def test_every_list_has_terms_with_a_label_in_each_language(words: Taxonomy, kind: TermList) -> None:
    terms = words.list_of(kind)
    assert terms
    assert all(term.label(language) for term in terms for language in Language)


def test_a_theme_counts_for_its_wider_theme(words: Taxonomy) -> None:
    assert words.with_wider("cp.foster") == ("cp.foster", "cp")
    assert "cp.foster" in {term.code for term in words.themes_under("cp")}


def test_labels_are_those_of_the_language(words: Taxonomy) -> None:
    assert words.label(TermList.THEME, "cp.foster", "az") == "Himayədar ailə"
    assert words.label(TermList.THEME, "cp.foster", "tr") == "Koruyucu aile"


def test_an_unknown_code_is_shown_as_it_is(words: Taxonomy) -> None:
    assert words.label(TermList.THEME, "xx.none", "en") == "xx.none"
    assert words.with_wider("xx.none") == ("xx.none",)
    assert not words.knows(TermList.THEME, "xx.none")


def test_importing_twice_changes_nothing(session: Session, words: Taxonomy) -> None:
    assert import_taxonomy(session) == sum(len(words.list_of(kind)) for kind in TermList)
