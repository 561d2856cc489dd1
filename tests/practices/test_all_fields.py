"""The forty fields: what is typed is kept, shown, taken along, searched, and read from older documents too."""

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from exchange.kernel.translated import Translated
from exchange.practices.models import (
    COSTS,
    Attachment,
    Cost,
    FileKind,
    LegalAct,
    NewTo,
    Objective,
    Practice,
    Result,
    Rows,
    Visibility,
)
from exchange.practices.models.rows import from_json, to_json
from exchange.practices.searchable import documents_of
from exchange.practices.service.drafts import PracticeDraft, missing
from exchange.practices.views.units import with_unit
from exchange.vocabulary.queries import taxonomy
from exchange.vocabulary.service import import_taxonomy
from tests.factories.accounts import make_ministry, make_person
from tests.factories.practices import make_draft, make_practice
from tests.practices.browsing import Desk, fields_of
from tests.support.browser import Browser
from tests.support.clock import FixedClock


def _en(text: str) -> Translated:
    return Translated({"en": text})


FULL = Rows(
    objectives=(Objective(_en("Fewer children in institutions"), _en("90 percent"), "2027-05"),),
    new_to=NewTo.COUNTRY.value,
    legal_acts=(LegalAct(title=_en("An act")),),
    legal_acts_note=_en("A second act is being written."),
    status_note=_en("One part was stopped."),
    started_note=_en("The year is not stated."),
    costs=(Cost(kind="yearly", amount=5.0, currency="AZN", note=_en("Salaries"), source="Budget, 2025"),),
    staff_fte=4321.5,
    funding_source=_en("Development loan"),
    notes=_en("Rough figures."),
    files=(
        Attachment(FileKind.MANUAL.value, _en("Handbook for families"), "https://www.example.org/a", "tr", "CC BY 4.0"),
    ),
)
SHOWN = (
    "Fewer children in institutions",
    "90 percent",
    "May 2027",
    "New to the country",
    "A second act is being written.",
    "One part was stopped.",
    "The year is not stated.",
    "Handbook for families",
    "Manual",
    "CC BY 4.0",
)
COSTS_SHOWN = ("321.5", "Development loan", "Rough figures.", "Salaries")
TYPED = {
    "goals-0-text": "Daha az uşaq müəssisədə",
    "goals-0-target": "90 faiz",
    "goals-0-by_when": "2027",
    "new_to": "country",
    "staff_fte": "12,5",
    "funding_source": "Dövlət büdcəsi",
    "circle_costs": "members",
    "files-0-kind": "manual",
    "files-0-title": "Vəsait",
    "files-0-link": "https://www.example.org/a",
    "files-0-language": "az",
    "files-0-licence": "CC BY 4.0",
    "legal_acts_note": "Ayrıca akt yoxdur.",
    "status_note": "Bir hissəsi dayandırılıb.",
    "started_note": "İl göstərilməyib.",
}


@pytest.fixture
def desk(session: Session, browser: Browser) -> Desk:
    return Desk(session, browser)


@pytest.fixture
def full(session: Session) -> Practice:
    """A public practice with every new field; what it costs is for signed-in partners."""
    narrow = {COSTS: Visibility.MEMBERS.value}
    owner = make_ministry(session)
    practice = make_practice(session, owner, visibility=Visibility.PUBLIC, field_visibility=narrow)
    practice.revisions[0].rows = FULL
    session.flush()
    return practice


@pytest.fixture
def draft(app: Flask) -> Iterator[PracticeDraft]:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield make_draft()


def test_every_field_of_the_rows_survives_the_database() -> None:
    rows = replace(FULL, staff_fte=0.0)
    assert from_json(to_json(rows)) == rows


def test_an_older_document_still_reads() -> None:
    old = from_json({"results": [{"indicator": {"en": "Children"}, "value": 3.0, "stated_by": "Agency"}]})
    assert old == Rows(results=(Result(indicator=_en("Children"), value=3.0, stated_by=_en("Agency")),))


def test_the_card_asks_for_none_of_it() -> None:
    assert missing(make_draft(rows=Rows())) == {}


def test_what_is_typed_is_shown_again(desk: Desk) -> None:
    shown = desk.sent_form(desk.begin(**TYPED))
    assert {name: shown.get(name) for name in TYPED} == TYPED | {"staff_fte": "12.5"}


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("files-0-link", "http://www.example.org/a"),
        ("files-0-link", "javascript:alert(1)"),
        ("staff_fte", "about ten"),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field_inside_an_open_part(desk: Desk, field: str, typed: str) -> None:
    slug = desk.begin()
    answer = desk.publisher.post(f"/practices/{slug}/edit", desk.sent_form(slug, do="save", **{field: typed}))
    assert answer.status == 422
    assert [link["href"] for link in answer.all(".govuk-error-summary a")] == [f"#{field}"]
    assert fields_of(answer)[field] == typed
    assert answer.one(f"details[open] [name='{field}']")


@pytest.mark.parametrize("name", ["goals", "legal_acts", "steps", "partners", "costs", "files", "sources"])
def test_a_new_row_stands_in_an_open_part_without_script(desk: Desk, name: str) -> None:
    typed = fields_of(desk.publisher.get("/practices/new")) | {"add": name}
    answer = desk.publisher.post("/practices/new", typed)
    assert answer.all(f"details[open] [name^='{name}-0-']")


def test_a_line_that_has_no_words_in_the_language_of_the_text_stays(desk: Desk, clock: FixedClock) -> None:
    slug = desk.begin(lang="en", awards="A prize")
    clock.advance(minutes=1)
    assert desk.publisher.post(f"/practices/{slug}/edit", desk.sent_form(slug, lang="az")).status == 303
    assert desk.sent_form(slug)["awards"] == "A prize"


def test_the_page_and_its_text_show_every_field(session: Session, browser: Browser, full: Practice) -> None:
    partner = browser.another().sign_in(make_person(session, make_ministry(session, "TR")))
    page, text = partner.get(f"/practices/{full.slug}").text, partner.raw(f"/practices/{full.slug}.md").text
    assert [words for words in (*SHOWN, *COSTS_SHOWN) if words not in page] == []
    assert [words for words in (*SHOWN, *COSTS_SHOWN) if words not in text] == []
    data: dict[str, Any] = partner.raw(f"/practices/{full.slug}.json").get_json()
    assert [one.name for one in fields(Rows) if getattr(FULL, one.name) and one.name not in data] == []


@pytest.mark.parametrize("suffix", ["", ".md", ".json"])
def test_what_it_costs_is_in_no_byte_outside_its_circle(browser: Browser, full: Practice, suffix: str) -> None:
    written = browser.raw(f"/practices/{full.slug}{suffix}").text
    assert "The year is not stated." in written
    assert [words for words in COSTS_SHOWN if words in written] == []


def test_the_words_are_searched_by_those_who_may_read_them(session: Session, full: Practice) -> None:
    import_taxonomy(session)
    whole, narrow = documents_of(full, taxonomy(session))
    assert "Fewer children in institutions" in whole.body
    assert "Handbook for families" in whole.body
    assert "Development loan" not in whole.body
    assert "Development loan" in narrow.body
    assert "public" not in narrow.audience


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (1.0, "children", "1 child"),
        (9187.0, "children", "9,187 children"),
        (2.5, "percent", "2.5 percent"),
        (45.0, "provinces of 81", "45 of 81 provinces"),
        (3.0, "sheets of paper", "3 sheets of paper"),
        (3.0, "", "3"),
    ],
)
def test_a_common_unit_is_said_in_the_readers_language(
    draft: PracticeDraft, value: float, unit: str, said: str
) -> None:
    assert with_unit(value, unit) == said
