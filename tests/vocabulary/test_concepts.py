"""The term bank: which concepts a query names, and what they are called elsewhere."""

import pytest

from exchange.kernel.languages import Language, upper
from exchange.search.memory import MemoryIndex
from exchange.search.port import SearchQuery
from exchange.search.query import parse
from exchange.vocabulary.concepts import Concept, ConceptBank, read_concepts, shipped_bank
from tests.search.samples import ALL, PUBLIC, fill
from tests.support.seconds import least_seconds


def named(text: str) -> list[str]:
    return [found.concept_id for found in shipped_bank().expand(text)]


@pytest.mark.parametrize(
    ("typed", "concepts"),
    [
        ("usaq mudafiesi", ["child_protection"]),
        ("UŞAQ MÜDAFİƏSİ", ["child_protection"]),
        ("ушаг мүдафиәси", ["child_protection"]),
        ("koruyucu aile", ["foster_care"]),
        ("koruyucu ailelerin", ["foster_care"]),
        ("приёмная семья", ["foster_care"]),
        ("приемной семье", ["foster_care"]),
        ("foster care", ["foster_care"]),
        ("BMT-nin", ["un"]),
        ("velayet", ["guardianship", "custody"]),
        ("", []),
        ("zzz 🙂", []),
    ],
)
def test_a_query_names_its_concepts(typed: str, concepts: list[str]) -> None:
    assert named(typed) == concepts


def test_the_longest_label_wins() -> None:
    assert "child" not in named("child protection services")


def test_an_abbreviation_that_is_a_word_counts_only_in_capitals() -> None:
    assert named("DOST") == ["dost"]
    assert named("dost") == []


def test_the_other_languages_are_given_with_the_label_to_show_first() -> None:
    (found,) = shipped_bank().expand("himayədar ailə", Language.RU)
    assert found.label_shown == "приёмная семья"
    assert {phrase.language for phrase in found.phrases} == {Language.TR, Language.EN, Language.RU}
    best = {phrase.language: phrase.text for phrase in found.phrases if phrase.weight == 1.0}
    assert best[Language.TR] == "koruyucu aile"


def test_a_trap_between_the_languages_is_told() -> None:
    (found,) = shipped_bank().expand("uşaq evi")
    concept = shipped_bank().concept(found.concept_id)
    assert concept is not None
    assert "çocuk evi" in concept.notes["en"]


@pytest.mark.parametrize("typed", ["koruyucu aile", "foster care", "приёмная семья", "himayedar aile"])
def test_a_practice_is_found_through_its_concept_in_every_language(typed: str) -> None:
    index = MemoryIndex()
    fill(index, ALL)
    concepts = shipped_bank().expand(parse(typed).wanted_text)
    answer = index.search(SearchQuery(typed, PUBLIC, concepts=concepts))
    found = {hit.group for hit in (*answer.hits, *answer.other_languages)}
    assert found >= {"foster-az", "foster-tr", "foster-ru", "foster-en"}


@pytest.mark.parametrize("language", list(Language))
def test_every_shown_label_names_its_own_concept_also_in_capitals(language: Language) -> None:
    bank = shipped_bank()
    labels = [(concept.concept_id, concept.labels[language][0]) for concept in bank if concept.labels[language]]
    lost = [label for concept_id, label in labels if concept_id not in _all(bank, label)]
    lost += [label for concept_id, label in labels if concept_id not in _all(bank, upper(label, language))]
    assert lost == []


def _all(bank: ConceptBank, text: str) -> set[str]:
    return {match.concept_id for match in bank.matches(text)}


@pytest.mark.parametrize("typed", ["himayedar a", "foster c", "приемная с", "KORUYUCU"])
def test_a_concept_is_offered_while_it_is_typed(typed: str) -> None:
    offered = shipped_bank().complete(typed, Language.AZ)
    assert "foster_care" in {concept.concept_id for concept in offered}
    assert shipped_bank().complete("x", Language.AZ) == ()


def test_the_bank_is_ready_soon() -> None:
    text = "concept_id,domain,en,az,tr,ru,confidence,broader,false_friend_note,reviewed,reviewed_langs"
    assert read_concepts([text]) == []
    assert least_seconds(lambda: ConceptBank(list(shipped_bank())).expand("aile"), under=0.15) < 0.15


def test_a_bank_can_be_made_of_any_concepts() -> None:
    bank = ConceptBank([Concept("x", {Language.EN: ("small group home",), Language.TR: ("çocuk evi",)})])
    (found,) = bank.expand("çocuk evleri")
    assert (found.concept_id, [phrase.text for phrase in found.phrases]) == ("x", ["small group home"])
