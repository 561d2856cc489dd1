"""What a clearing officer is shown: every difference between two texts, so that nothing is cleared unseen."""

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from exchange.kernel.translated import Translated
from exchange.practices.models import (
    OF_COSTS,
    Attachment,
    Cost,
    Digital,
    LegalAct,
    Objective,
    Partner,
    Precondition,
    Result,
    Rows,
    Section,
    Source,
    Step,
    Visibility,
)
from exchange.practices.service.drafts import PracticeDraft, TextDraft
from exchange.practices.views.changes import changes
from exchange.vocabulary.service import import_taxonomy
from tests.factories.accounts import make_ministry
from tests.factories.practices import make_draft

WORD = Translated({"en": "Something new"})
OTHER_ROWS: dict[str, Any] = {
    "objectives": (Objective(text=WORD),),
    "new_to": "country",
    "staff_fte": 2.5,
    "funding_source": WORD,
    "files": (Attachment(title=WORD),),
    "started_note": WORD,
    "status_note": WORD,
    "legal_acts_note": WORD,
    "steps": (Step(what=WORD),),
    "partners": (Partner(org=WORD),),
    "legal_acts": (LegalAct(title=WORD),),
    "results": (Result(indicator=WORD, value=54.0),),
    "costs": (Cost(amount=3.0, currency="AZN"),),
    "preconditions": (Precondition("legal_base", "essential"),),
    "sources": (Source(link="https://example.org"),),
    "digital": Digital(consent=WORD),
    "age_bands": ("0-3",),
    "offers": ("call",),
    "based_on": (WORD,),
    "based_on_slugs": ("tr-koruyucu-aile",),
    "sdg": ("1.3",),
    "awards": (WORD,),
    "notes": WORD,
    "samples": ("offers",),
}
OTHER_FIELDS: dict[str, Any] = {
    "level": "local",
    "org": WORD,
    "contact_role": WORD,
    "status": "stopped",
    "started": "2013",
    "ended": "2014",
    "themes": ("cp.adopt",),
    "targets": ("older-people",),
    "channels": ("branch",),
    "evidence_claim": 3,
    "licence": "ask-first",
    "visibility": Visibility.PUBLIC,
    "field_visibility": {Section.PROBLEM: Visibility.MINISTRY},
    "costs_circle": Visibility.MINISTRY,
}
COVERED_ELSEWHERE = {
    "language",
    "texts",
    "rows",
    "partners",
    "country",
    "not_placed",
}  # the last two are never published


@pytest.fixture
def draft(app: Flask, session: Session) -> Iterator[PracticeDraft]:
    import_taxonomy(session)
    session.commit()
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield make_draft()


def test_two_equal_texts_differ_in_nothing(draft: PracticeDraft) -> None:
    assert changes(draft, draft) == ()


@pytest.mark.parametrize("name", [one.name for one in fields(Rows)])
def test_a_change_of_any_row_is_shown(draft: PracticeDraft, name: str) -> None:
    changed = replace(draft, rows=replace(draft.rows, **{name: OTHER_ROWS[name]}))
    assert len(changes(draft, changed)) == 1


@pytest.mark.parametrize("name", [one.name for one in fields(PracticeDraft) if one.name not in COVERED_ELSEWHERE])
def test_a_change_of_any_field_is_shown(draft: PracticeDraft, name: str) -> None:
    assert len(changes(draft, replace(draft, **{name: OTHER_FIELDS[name]}))) == 1


def test_a_partner_named_since_is_shown(draft: PracticeDraft, session: Session) -> None:
    ministry: UUID = make_ministry(session, "TR").id
    session.commit()
    (change,) = changes(draft, replace(draft, partners=(ministry,)))
    assert change.rows == (("ins", "Ministry of Family and Social Services of Türkiye"),)


@pytest.mark.parametrize("section", list(Section))
def test_a_change_of_any_section_is_shown(draft: PracticeDraft, section: Section) -> None:
    text = replace(draft.official, sections={**draft.official.sections, section: "Something new."})
    assert [change.rows[-1] for change in changes(draft, replace(draft, texts=(text,)))] == [("ins", "Something new.")]


@pytest.mark.parametrize("kind", [Attachment, Cost, Digital, LegalAct, Objective, Partner, Result, Source, Step])
def test_a_change_of_any_value_of_a_row_is_shown(draft: PracticeDraft, kind: Any) -> None:
    list_of = {type(rows[0]): name for name, rows in OTHER_ROWS.items() if isinstance(rows, tuple)}
    for one in fields(kind):
        value = {"Translated": WORD, "float | None": 7.0}.get(_named(one.type), "new")
        row = kind(**{one.name: (WORD,) if one.name == "registries" else value})
        values: dict[str, Any] = {"digital": row} if kind is Digital else {list_of[kind]: (row,)}
        changed = Rows(**values)
        (change,) = changes(replace(draft, rows=Rows()), replace(draft, rows=changed))
        assert change.rows, one.name


def _named(kind: Any) -> str:
    return kind.__name__ if isinstance(kind, type) else str(kind)


@pytest.mark.parametrize("name", OF_COSTS)
def test_whoever_may_read_the_costs_stands_at_each_part_of_them(draft: PracticeDraft, name: str) -> None:
    narrow = replace(draft, costs_circle=Visibility.MINISTRY)
    (change,) = changes(narrow, replace(narrow, rows=replace(draft.rows, **{name: OTHER_ROWS[name]})))
    assert change.circle is Visibility.MINISTRY


def test_a_translation_is_shown_in_its_own_language(draft: PracticeDraft) -> None:
    added = replace(draft, texts=(*draft.texts, TextDraft("tr", title="Koruyucu aile", summary="Kısa.")))
    assert {(change.lang, change.field) for change in changes(draft, added)} == {
        ("tr", "Title (Turkish)"),
        ("tr", "Summary (Turkish)"),
    }


def test_a_translation_taken_away_is_shown(draft: PracticeDraft) -> None:
    both = replace(draft, texts=(*draft.texts, TextDraft("tr", title="Koruyucu aile", summary="Kısa.")))
    assert {(change.field, change.kind) for change in changes(both, draft)} == {
        ("Title (Turkish)", "gone"),
        ("Summary (Turkish)", "gone"),
    }


def test_the_other_language_of_a_row_is_shown(draft: PracticeDraft) -> None:
    before = replace(draft, rows=Rows(steps=(Step(what=Translated({"az": "Bir", "en": "One"})),)))
    after = replace(draft, rows=Rows(steps=(Step(what=Translated({"az": "Bir", "en": "Two"})),)))
    (change,) = changes(before, after)
    assert change.rows == (("del", "az: Bir; en: One"), ("ins", "az: Bir; en: Two"))
