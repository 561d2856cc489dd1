"""The term bank in the database: changes count at the next query, nobody overwrites unseen, files go out and in."""

import io
import json

import pytest
from sqlalchemy.orm import Session

from exchange.kernel.actor import Actor
from exchange.kernel.errors import ConflictError, InvalidError, NotFoundError
from exchange.kernel.ids import new_id
from exchange.kernel.languages import Language
from exchange.vocabulary.concepts import Concept, shipped_bank
from exchange.vocabulary.formats import as_csv, as_skos, read_file
from exchange.vocabulary.queries import bank, bank_page, stored_concept
from exchange.vocabulary.service.bank import fill_bank, import_bank, retire_concept, save_concept
from tests.factories.accounts import make_person
from tests.support.browser import Browser
from tests.support.clock import START

RUNS = Actor(person_id=new_id(), runs_platform=True)
KINSHIP = Concept(
    "kin_house", {Language.AZ: ("qohum ocağı",), Language.TR: ("akraba yurdu",), Language.EN: ("kin house",)}
)


def named(session: Session, text: str) -> list[str]:
    return [found.concept_id for found in bank(session).expand(text)]


def test_an_untouched_bank_is_the_one_that_comes_with_the_product(session: Session) -> None:
    assert bank(session) is shipped_bank()


def test_a_change_counts_at_the_next_query(session: Session) -> None:
    assert named(session, "qohum ocağı") == []
    save_concept(session, actor=RUNS, concept=KINSHIP, version=None, now=START)
    assert named(session, "qohum ocaqları") == ["kin_house"]
    assert "foster_care" in named(session, "himayədar ailə")
    retire_concept(session, actor=RUNS, concept_id="kin_house", now=START)
    assert named(session, "qohum ocağı") == []


def test_only_those_who_run_the_platform_change_it(session: Session) -> None:
    with pytest.raises(NotFoundError):
        save_concept(session, actor=Actor(person_id=new_id()), concept=KINSHIP, version=None, now=START)


def test_nobody_overwrites_what_they_have_not_seen(session: Session) -> None:
    save_concept(session, actor=RUNS, concept=KINSHIP, version=None, now=START)
    save_concept(session, actor=RUNS, concept=KINSHIP, version=1, now=START)
    with pytest.raises(ConflictError):
        save_concept(session, actor=RUNS, concept=KINSHIP, version=1, now=START)


@pytest.mark.parametrize(
    ("concept", "field"),
    [
        (Concept("Kin House", {Language.EN: ("kin house",)}), "concept_id"),
        (Concept("kin_house", {}), "en"),
        (Concept("kin_house", {Language.AZ: ("qohum", "QOHUM")}), "az"),
        (Concept("kin_house", {Language.EN: ("kin house",)}, broader="nowhere"), "broader"),
        (Concept("child", {Language.EN: ("child",)}, broader="kin_house"), "concept_id"),
    ],
)
def test_what_cannot_be_a_concept_is_refused_beside_its_field(session: Session, concept: Concept, field: str) -> None:
    with pytest.raises(InvalidError) as refused:
        save_concept(session, actor=RUNS, concept=concept, version=None, now=START)
    assert list(refused.value.fields) == [field]


def test_wider_concepts_make_no_circle(session: Session) -> None:
    fill_bank(session, now=START)
    wide = stored_concept(session, "foster_care")
    above = next(one for one in shipped_bank() if one.broader == "foster_care")
    circle = Concept("foster_care", wide.concept.labels, broader=above.concept_id)
    with pytest.raises(InvalidError):
        save_concept(session, actor=RUNS, concept=circle, version=wide.version, now=START)


@pytest.mark.parametrize("written", [as_csv, as_skos])
def test_the_bank_goes_out_and_comes_in_unchanged(session: Session, written: object) -> None:
    assert callable(written)
    text = written(shipped_bank())
    fill_bank(session, now=START)
    done = import_bank(session, actor=RUNS, concepts=read_file(text)[:40], now=START)
    assert done.added == 0
    assert done.changed == (0 if written is as_csv else done.changed)
    assert {one.concept_id: one.labels for one in read_file(text)} == {
        one.concept_id: {language: labels for language, labels in one.labels.items() if labels or written is as_csv}
        for one in shipped_bank()
    }


@pytest.mark.parametrize("text", ["", "{", '{"@graph": [{"@type": "skos:Concept"}]}', "a,b\n1,2", '{"@graph": 5}'])
def test_a_file_that_is_neither_is_refused(text: str) -> None:
    with pytest.raises(InvalidError):
        read_file(text)


def test_skos_has_preferred_and_other_labels_and_what_is_wider() -> None:
    graph = {node["@id"]: node for node in json.loads(as_skos(shipped_bank()))["@graph"]}
    node = graph["concept:foster_care"]
    assert node["prefLabel"]["tr"] == "koruyucu aile"
    assert "Kazakhstan" in node["scopeNote"]["en"]
    assert all(one["broader"] in graph for one in graph.values() if "broader" in one)


def test_the_list_is_searched_without_diacritics(session: Session) -> None:
    found = bank_page(session, "himayedar aile", 1)
    assert "foster_care" in {concept.concept_id for concept in found.items}


def test_an_administrator_changes_a_concept_on_its_page(session: Session, browser: Browser) -> None:
    browser.sign_in(make_person(session, None, runs_platform=True))
    found = [link.get_text() for link in browser.get("/admin/concepts?q=foster_care").all("table a")]
    assert "foster_care" in found
    page = browser.get("/admin/concepts/foster_care")
    form = {"concept_id": "foster_care", "tr": "koruyucu aile\nkoruyucu ocak", "en": "foster care", "version": "1"}
    assert page.one("#tr").get_text().strip().startswith("koruyucu aile")
    browser.post("/admin/concepts/foster_care", form)
    assert named(session, "koruyucu ocak") == ["foster_care"]


def test_a_stale_page_is_answered_with_what_was_typed(session: Session, browser: Browser) -> None:
    browser.sign_in(make_person(session, None, runs_platform=True))
    form = {"concept_id": "foster_care", "en": "my own words", "version": "1"}
    browser.post("/admin/concepts/foster_care", form)
    again = browser.post("/admin/concepts/foster_care", form | {"en": "other words"})
    assert again.status == 422
    assert "other words" in again.one("#en").get_text()


def test_a_file_is_brought_in_whole_or_not_at_all(session: Session, browser: Browser) -> None:
    browser.sign_in(make_person(session, None, runs_platform=True))
    good = as_csv([KINSHIP])
    browser.post("/admin/concepts/import", {"file": (io.BytesIO(good.encode()), "bank.csv")})
    assert named(session, "kin house") == ["kin_house"]
    bad = as_csv([Concept("second_one", {Language.EN: ("second",)}), Concept("Bad Name", {Language.EN: ("bad",)})])
    assert browser.post("/admin/concepts/import", {"file": (io.BytesIO(bad.encode()), "bank.csv")}).status == 422
    assert named(session, "second") == []


def test_the_files_are_for_those_who_run_the_platform(session: Session, browser: Browser) -> None:
    assert browser.raw("/admin/concepts.csv").status_code == 404
    browser.sign_in(make_person(session, None, runs_platform=True))
    assert browser.raw("/admin/concepts.csv").get_data(as_text=True).startswith("concept_id,domain,")
    assert browser.raw("/admin/concepts.jsonld").mimetype == "application/ld+json"
