"""The clearing officer's marks of what was looked at, and the whole text beside the changes."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.kernel.actor import Role
from exchange.practices.models import Check
from tests.factories.accounts import make_ministry, make_person
from tests.practices.browsing import CARD, Desk
from tests.support.browser import Browser
from tests.support.clock import FixedClock
from tests.support.page import Page


@pytest.fixture
def desk(session: Session, browser: Browser) -> Desk:
    return Desk(session, browser)


@pytest.fixture
def slug(desk: Desk, clock: FixedClock) -> str:
    """A published practice with a second version in clearance: another summary, another problem."""
    made = desk.begin()
    desk.publisher.post(f"/practices/{made}/edit", desk.sent_form(made, do="send"))
    version = desk.officer.get(f"/practices/{made}/review").one("input[name=version]")["value"]
    desk.officer.post(f"/practices/{made}/review", {"version": version, "decision": "clear", "document_number": "1"})
    desk.publisher.post(f"/practices/{made}/revise")
    clock.advance(minutes=1)
    _send(desk, made, summary="Yeni xülasə.", problem="Ailə çoxdur.")
    return made


def _send(desk: Desk, slug: str, **typed: str) -> None:
    assert desk.publisher.post(f"/practices/{slug}/edit", desk.sent_form(slug, do="send", **typed)).status == 303


def _marked(page: Page) -> list[str]:
    return [str(box["value"]) for box in page.all("input[name=checked]") if box.has_attr("checked")]


def _keep(officer: Browser, slug: str, *checked: str, **typed: str) -> Page:
    return officer.post(f"/practices/{slug}/review/checked", {"checked": list(checked), **typed})


def test_marks_are_kept_between_visits_and_fall_with_a_change_of_the_field(
    desk: Desk, slug: str, clock: FixedClock
) -> None:
    assert _keep(desk.officer, slug, "summary", "problem").status == 303
    page = desk.officer.get(f"/practices/{slug}/review")
    assert _marked(page) == ["summary", "problem"]
    assert page.one("#looked-at").get_text() == "2 of 2 fields checked"
    assert _keep(desk.officer, slug, "problem").status == 303
    assert _marked(desk.officer.get(f"/practices/{slug}/review")) == ["problem"]
    _keep(desk.officer, slug, "summary", "problem")
    assert desk.publisher.post(f"/practices/{slug}/take-back").status == 303
    clock.advance(minutes=1)
    _send(desk, slug, summary="Daha yeni xülasə.")
    assert _marked(desk.officer.get(f"/practices/{slug}/review")) == ["problem"], "the summary is another one now"


def test_what_was_typed_stays_when_marks_are_kept(desk: Desk, slug: str) -> None:
    page = _keep(desk.officer, slug, "summary", **{"ask-problem": "Hansı il?", "remark": "Bir sual var."})
    assert page.status == 422
    assert page.one("#ask-problem").get_text() == "Hansı il?"
    assert page.one("textarea[name=remark]").get_text().strip() == "Bir sual var."
    assert _marked(page) == _marked(desk.officer.get(f"/practices/{slug}/review")) == ["summary"]


def test_a_script_is_answered_without_a_page(desk: Desk, slug: str) -> None:
    done = desk.officer.post(
        f"/practices/{slug}/review/checked", {"checked": ["summary", "no.such"]}, headers={"HX-Request": "true"}
    )
    assert (done.status, done.html) == (204, "")
    assert _marked(desk.officer.get(f"/practices/{slug}/review")) == ["summary"]


def test_the_whole_text_shows_what_did_not_change_and_can_be_asked_about(desk: Desk, slug: str) -> None:
    changes, whole = (desk.officer.get(f"/practices/{slug}/review{view}") for view in ("", "?view=whole"))
    title = str(CARD["title"])
    assert len(whole.all(".ex-diff")) > len(changes.all(".ex-diff")) == 2
    assert title not in " ".join(line.get_text() for line in changes.all(".ex-diff__line"))
    assert title in " ".join(line.get_text() for line in whole.all(".ex-diff__line"))
    assert [line.get_text() for line in whole.all("ins")] == [line.get_text() for line in changes.all("ins")]
    assert not whole.all(".ex-status--draft"), "an unchanged field is not called new"
    _keep(desk.officer, slug, "summary")
    kept = desk.officer.post(f"/practices/{slug}/review/checked?view=whole", {"checked": ["summary", "title"]})
    assert (kept.status, kept.location) == (303, f"/practices/{slug}/review?view=whole")
    assert _marked(desk.officer.get(f"/practices/{slug}/review")) == ["summary"]
    assert _keep(desk.officer, slug).status == 303
    assert _marked(desk.officer.get(f"/practices/{slug}/review?view=whole")) == ["title"], "not shown, not touched"
    version = whole.one("input[name=version]")["value"]
    asked = {"version": version, "decision": "send-back", "ask-title": "Niyə bu ad?", "remark": ""}
    assert desk.officer.post(f"/practices/{slug}/review?view=whole", asked).status == 303
    assert "Niyə bu ad?" in desk.publisher.get(f"/practices/{slug}/edit").text


def test_marks_are_the_officers_own(session: Session, desk: Desk, slug: str) -> None:
    """I8."""
    second = desk.officer.another().sign_in(make_person(session, desk.ministry, roles=[Role.REVIEWER]))
    stranger = desk.officer.another().sign_in(make_person(session, make_ministry(session, "TR"), roles=list(Role)))
    assert _keep(desk.officer, slug, "summary").status == 303
    assert _marked(second.get(f"/practices/{slug}/review")) == []
    assert _keep(desk.publisher, slug, "summary").status == 403
    assert _keep(stranger, slug, "summary").status == 404
    assert len(session.scalars(select(Check)).all()) == 1
