"""The record of a ministry: read by its administrators, sealed, taken along, checked by the operator."""

import csv
import io
import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from exchange.accounts.models import Ministry, Person
from exchange.audit import reading as trails
from exchange.audit.models import AuditRow
from exchange.audit.service import Act, record
from exchange.kernel.actor import Role
from exchange.kernel.cells import cell
from exchange.oversight.cli import audit
from tests.factories.accounts import actor_for, make_ministry, make_person
from tests.support.browser import Browser
from tests.support.clock import FixedClock

FORMULA = "=HYPERLINK(1)"


@pytest.fixture
def ministry(session: Session) -> Ministry:
    return make_ministry(session)


@pytest.fixture
def administrator(session: Session, ministry: Ministry) -> Person:
    return make_person(session, ministry, roles=[Role.ADMINISTRATOR])


def write(session: Session, person: Person, clock: FixedClock, number: int = 3) -> None:
    for turn in range(number):
        act = Act("practice.published", "practice", f"subject-{turn}", {"note": FORMULA})
        record(session, actor=actor_for(person), act=act, now=clock.advance(seconds=1))


def run(app: Flask, session: Session, *arguments: str) -> tuple[int, str]:
    session.commit()
    with app.app_context():
        answer = CliRunner().invoke(audit, list(arguments))
    return answer.exit_code, answer.output + (str(answer.exception) if answer.exception else "")


def test_an_administrator_reads_the_acts_of_the_own_ministry_with_their_posts(
    browser: Browser, session: Session, administrator: Person, clock: FixedClock
) -> None:
    write(session, administrator, clock)
    other = make_person(session, make_ministry(session, "TR"))
    record(session, actor=actor_for(other), act=Act("practice.withdrawn", "practice", "theirs"), now=clock.now)
    page = browser.sign_in(administrator).get("/admin/trail")
    assert page.text.count("Practice published") == 3
    assert "Family support desk" in page.text
    assert "theirs" not in page.html


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
@pytest.mark.parametrize("path", ["/admin/trail", "/admin/trail.csv", "/admin/trail.json"])
def test_nobody_else_in_the_ministry_reads_it(
    browser: Browser, session: Session, ministry: Ministry, role: Role, path: str
) -> None:
    browser.sign_in(make_person(session, ministry, roles=[role]))
    assert browser.get(path).status == 404


def test_another_ministrys_record_does_not_exist(browser: Browser, session: Session, administrator: Person) -> None:
    other = make_ministry(session, "TR")
    assert browser.sign_in(administrator).get(f"/admin/trail?ministry={other.slug}").status == 404


def test_long_records_have_pages(browser: Browser, session: Session, administrator: Person, clock: FixedClock) -> None:
    write(session, administrator, clock, 120)
    browser.sign_in(administrator)
    assert len(browser.get("/admin/trail").all("tbody tr")) == 50
    assert len(browser.get("/admin/trail?page=3").all("tbody tr")) == 20
    assert browser.get("/admin/trail?page=99").status == browser.get("/admin/trail?page=x").status == 200


def test_it_can_be_taken_along_without_formulas(
    browser: Browser, session: Session, administrator: Person, clock: FixedClock
) -> None:
    administrator.post = type(administrator.post)({"en": FORMULA})
    write(session, administrator, clock)
    browser.sign_in(administrator)
    table = list(csv.reader(io.StringIO(browser.raw("/admin/trail.csv").get_data(as_text=True).lstrip("\ufeff"))))
    assert table[0][:3] == ["number", "at", "post"]
    assert {row[2] for row in table[1:]} == {"'" + FORMULA}
    lines = [json.loads(line) for line in browser.raw("/admin/trail.json").get_data(as_text=True).splitlines()]
    assert [line["subject_id"] for line in lines] == ["subject-0", "subject-1", "subject-2"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", "\n=", " =1", "\t@x"])
def test_no_cell_is_a_formula(start: str) -> None:
    assert cell(f"{start}1+1").startswith("'")


def test_plain_cells_stay_as_they_are() -> None:
    assert [cell(value) for value in ("Baku", None, 7, "a=b", "ƏI")] == ["Baku", "", "7", "a=b", "ƏI"]


def test_the_check_says_that_it_holds_and_what_to_keep(
    app: Flask, session: Session, administrator: Person, clock: FixedClock
) -> None:
    write(session, administrator, clock)
    code, said = run(app, session, "verify")
    assert code == 0
    newest = said.rsplit(" ", 1)[1].strip()
    assert newest.startswith("3:")
    assert run(app, session, "verify", "--expect", newest)[0] == 0


@pytest.mark.parametrize(
    "tamper",
    [
        lambda: update(AuditRow).where(AuditRow.number == 2).values(post="Somebody else"),
        lambda: update(AuditRow).where(AuditRow.number == 2).values(actor_id=None),
        lambda: update(AuditRow).where(AuditRow.number == 2).values(ministry_id=None),
        lambda: delete(AuditRow).where(AuditRow.number == 2),
    ],
    ids=["another post", "nobody", "another ministry", "deleted"],
)
def test_the_check_finds_what_was_changed(
    app: Flask, session: Session, administrator: Person, clock: FixedClock, tamper: Callable[[], object]
) -> None:
    write(session, administrator, clock)
    session.execute(tamper())  # type: ignore[call-overload]
    code, said = run(app, session, "verify")
    assert code == 1
    assert "broken at number 2" in said


def test_a_cut_off_end_is_found_by_the_seal_that_was_kept(
    app: Flask, session: Session, administrator: Person, clock: FixedClock
) -> None:
    write(session, administrator, clock)
    kept = run(app, session, "verify")[1].rsplit(" ", 1)[1].strip()
    session.execute(delete(AuditRow).where(AuditRow.number == 3))
    assert run(app, session, "verify")[0] == 0, "the chain alone cannot know"
    code, said = run(app, session, "verify", "--expect", kept)
    assert code == 1
    assert "cut off" in said


def test_long_trails_are_checked_in_pieces(
    app: Flask, session: Session, administrator: Person, clock: FixedClock
) -> None:
    write(session, administrator, clock, 1100)
    found = trails.check(session)
    assert (found.rows, found.holds) == (1100, True)


@pytest.mark.parametrize("expected", ["99999999999999999999:abc", "²:abc", "1", ":abc"])
def test_a_number_that_no_act_can_have_is_said_to_be_none(app: Flask, session: Session, expected: str) -> None:
    code, _said = run(app, session, "verify", "--expect", expected)
    assert code == 1
