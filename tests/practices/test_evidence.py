"""Evidence is judged, not claimed: the rules are checked; conditions are compared; practices stand side by side."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Person
from exchange.audit.models import AuditRow
from exchange.kernel.actor import Role
from exchange.kernel.translated import Translated
from exchange.practices.models import (
    Attachment,
    Practice,
    Precondition,
    Result,
    Rows,
    Section,
    Source,
    Visibility,
)
from exchange.practices.models.evidence_rules import Grounds, highest
from exchange.vocabulary.service import import_taxonomy
from tests.factories.accounts import make_ministry, make_person
from tests.factories.practices import SAID, make_practice
from tests.support.browser import Browser

CHILDREN = Translated({"en": "Children"})
ONE = Result(CHILDREN, 53, "children", "2023", "Report", "", "", SAID)
COUNTED = replace(ONE, method="Register")
LATER = replace(COUNTED, value=60, period="2025-06")
EVALUATION = Attachment("evaluation", Translated({"en": "Evaluation"}), "https://example.org/e")


@pytest.mark.parametrize(
    ("rows", "user_view", "transferred", "lasting", "level"),
    [
        (Rows(), False, True, True, 0),
        (Rows(results=(replace(ONE, source=""),)), True, True, True, 0),
        (Rows(results=(replace(ONE, period=""),)), False, False, False, 0),
        (Rows(results=(replace(ONE, value=None),)), False, False, False, 0),
        (Rows(results=(ONE,)), False, False, False, 1),
        (Rows(results=(ONE,)), True, False, False, 1),  # a survey without a method
        (Rows(results=(COUNTED,)), False, False, False, 1),  # nothing to compare with
        (Rows(results=(COUNTED,)), True, False, False, 2),
        (Rows(results=(COUNTED, LATER)), False, True, True, 2),
        (Rows(results=(COUNTED, LATER), sources=(Source("S1", "", "", "study"),)), False, False, False, 3),
        (Rows(results=(COUNTED, LATER), files=(EVALUATION,)), False, False, False, 3),
        (Rows(results=(COUNTED, LATER), files=(EVALUATION,)), False, True, False, 4),
        (Rows(results=(COUNTED, LATER), files=(EVALUATION,)), False, False, True, 4),
        (Rows(results=(COUNTED, replace(LATER, period="2024")), files=(EVALUATION,)), False, False, True, 3),
        (Rows(results=(ONE,), files=(EVALUATION,)), False, True, True, 1),  # each level needs those below it
    ],
)
def test_the_rule_of_each_level(rows: Rows, user_view: bool, transferred: bool, lasting: bool, level: int) -> None:  # noqa: FBT001 - columns of a table
    assert highest(Grounds(rows, user_view, transferred, lasting)) == level


@pytest.fixture
def people(session: Session) -> dict[str, Person]:
    import_taxonomy(session)
    own, other = make_ministry(session, "TR"), make_ministry(session, "AZ")
    return {
        "author": make_person(session, own, roles=[Role.PUBLISHER]),
        "own reviewer": make_person(session, own, roles=[Role.REVIEWER]),
        "reviewer": make_person(session, other, roles=[Role.REVIEWER]),
        "official": make_person(session, other),
        "publisher": make_person(session, other, roles=[Role.PUBLISHER]),
    }


@pytest.fixture
def practice(session: Session, people: dict[str, Person]) -> Practice:
    ministry = people["author"].ministry
    assert ministry is not None
    made = make_practice(
        session, ministry, author=people["author"], sections={Section.PROBLEM: "Few."}, slug="tr-judged"
    )
    needs = (("legal_base", "essential"), ("case_management", "essential"), ("national_id", "helpful"))
    made.revisions[0].rows = Rows(
        results=(COUNTED, LATER),
        preconditions=tuple(Precondition(*pair) for pair in needs),
        awards=(Translated({"en": "ISSA award"}),),
    )
    made.revisions[0].evidence_claim = 4
    session.commit()
    return made


def _judged(level: int, **chosen: str) -> dict[str, str]:
    return {"level": str(level), "reason": "A register before and after.", "version": "1"} | chosen


def test_a_reviewer_of_another_ministry_judges(
    session: Session, practice: Practice, people: dict[str, Person], browser: Browser
) -> None:
    path = f"/practices/{practice.slug}/evidence"
    reviewer = browser.sign_in(people["reviewer"])
    refused = reviewer.post(path, _judged(3))
    assert refused.status == 422
    assert "Level 3 is not supported" in refused.one(".govuk-error-summary").get_text()
    assert reviewer.post(path, _judged(2, is_lasting="y")).status == 303
    session.refresh(practice)
    assert (practice.review_level, practice.is_lasting, practice.review_again_on is not None) == (2, True, True)
    page = reviewer.get(path)
    assert "Why not level 3?" in page.text
    assert "An award is recognition, not evidence." in page.text
    row = session.scalars(select(AuditRow).where(AuditRow.action == "practice.evidence_judged")).one()
    assert row.facts["level"] == 2
    shown = reviewer.get(f"/practices/{practice.slug}")
    assert "Why not level 3?" in shown.one("#solid").find_parent("div").get_text()  # type: ignore[union-attr]


def test_a_level_that_the_text_would_carry_is_not_called_missing(
    practice: Practice, people: dict[str, Person], browser: Browser
) -> None:
    path = f"/practices/{practice.slug}/evidence"
    reviewer = browser.sign_in(people["reviewer"])
    assert reviewer.post(path, _judged(1)).status == 303
    page = reviewer.get(path)
    assert "Why not level" not in page.one("main").get_text()
    assert "What is written would carry level 2." in page.text


@pytest.mark.parametrize("who", ["author", "own reviewer", "official", "publisher"])
def test_nobody_else_judges(practice: Practice, people: dict[str, Person], browser: Browser, who: str) -> None:
    answer = browser.sign_in(people[who]).post(f"/practices/{practice.slug}/evidence", _judged(1))
    assert answer.status == 403
    assert not browser.get(f"/practices/{practice.slug}/evidence").all("#judge")


def test_a_judgement_is_about_the_text_that_was_read(
    practice: Practice, people: dict[str, Person], browser: Browser
) -> None:
    reviewer = browser.sign_in(people["reviewer"])
    assert reviewer.post(f"/practices/{practice.slug}/evidence", _judged(1, version="7")).status == 409


def _profile(**standing: str) -> dict[str, str]:
    pairs = enumerate(standing.items())
    return {
        key: value
        for at, (code, how) in pairs
        for key, value in ((f"rows-{at}-key", code), (f"rows-{at}-standing", how))
    }


def test_would_it_fit(practice: Practice, people: dict[str, Person], browser: Browser) -> None:
    publisher = browser.sign_in(people["publisher"])
    assert "has not said yet" in publisher.get(f"/practices/{practice.slug}").text
    typed = _profile(legal_base="in_place", case_management="missing", nonsense="in_place")
    assert publisher.post("/our-conditions", typed).status == 303
    panel = browser.another().sign_in(people["official"]).get(f"/practices/{practice.slug}").text
    assert "Would it fit Azerbaijan?" in panel
    assert "1 of 2 essentials in place" in panel
    assert "Would it fit" not in browser.another().sign_in(people["author"]).get(f"/practices/{practice.slug}").text
    assert browser.another().sign_in(people["official"]).get("/our-conditions").status == 403


def test_practices_stand_side_by_side_under_the_readers_right(
    session: Session, practice: Practice, people: dict[str, Person], browser: Browser
) -> None:
    ministry = people["author"].ministry
    assert ministry is not None
    others = [make_practice(session, ministry, texts={"en": f"Beside {n}"}, slug=f"tr-beside-{n}") for n in range(4)]
    titles = [practice.revisions[0].texts[0].title]
    hidden = make_practice(session, ministry, visibility=Visibility.MINISTRY, slug="tr-hidden")
    session.commit()
    official = browser.sign_in(people["official"])
    page = official.get(f"/practices/compare?p={practice.slug}&p={others[0].slug}")
    assert [head.get_text().strip() for head in page.all("thead th a[href^='/practices/tr-']")] == [
        titles[0],
        "Beside 0",
    ]
    assert [option["value"] for option in page.all("select[name=p] option")] == [one.slug for one in others[1:]]
    every = "&".join(f"p={one.slug}" for one in (practice, *others))
    assert len(official.get(f"/practices/compare?{every}").all("thead th")) == 4
    assert official.get(f"/practices/compare?p={hidden.slug}").status == 404
