"""The clearing officer's page and what the author sees of it: words marked, questions at fields, who has the text."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from exchange.kernel.actor import Role
from exchange.practices.views.word_changes import marked
from tests.factories.accounts import make_person
from tests.practices.browsing import Desk
from tests.support.browser import Browser
from tests.support.clock import FixedClock
from tests.support.page import Page


@pytest.fixture
def desk(session: Session, browser: Browser) -> Desk:
    return Desk(session, browser)


def sent(desk: Desk, **typed: Any) -> str:
    slug = desk.begin(**typed)
    desk.publisher.post(f"/practices/{slug}/edit", desk.sent_form(slug, do="send"))
    return slug


def decide(desk: Desk, slug: str, officer: Browser | None = None, **typed: Any) -> Page:
    person = officer or desk.officer
    version = person.get(f"/practices/{slug}/review").one("input[name=version]")["value"]
    return person.post(f"/practices/{slug}/review", {"version": version, "document_number": "", "remark": "", **typed})


def holder(page: Page) -> str:
    return page.one('.ex-holders [aria-current="step"]').get_text(" ", strip=True)


def test_only_the_words_that_differ_are_marked() -> None:
    was, now = "Mərkəzlər 18 rayonda fəaliyyət göstərir.", "Mərkəzlər 24 rayonda fəaliyyət göstərir."
    (_, before), (_, after) = marked([("del", was), ("ins", now)])
    assert [words for differs, words in before if differs] == ["18"]
    assert [words for differs, words in after if differs] == ["24"]
    assert "".join(words for _, words in before) == was
    assert "".join(words for _, words in after) == now
    assert marked([("del", "Bir."), ("ins", "Tamam başqa cümlə yazıldı.")])[0] == ("del", ((True, "Bir."),))


def test_the_officer_sees_which_figure_changed_in_a_published_text(desk: Desk) -> None:
    slug = sent(desk, problem="Mərkəzlər 18 rayonda işləyir.")
    decide(desk, slug, decision="clear", document_number="1")
    desk.publisher.post(f"/practices/{slug}/revise")
    desk.publisher.post(
        f"/practices/{slug}/edit", desk.sent_form(slug, do="send", problem="Mərkəzlər 24 rayonda işləyir.")
    )
    page = desk.officer.get(f"/practices/{slug}/review")
    assert [(tag.name, tag.get_text()) for tag in page.all(".ex-diff del, .ex-diff ins")] == [
        ("del", "18"),
        ("ins", "24"),
    ]
    assert "Version 1 stays visible until you decide" in page.text


def test_a_question_at_a_field_comes_to_the_author_and_its_answer_goes_back(desk: Desk, clock: FixedClock) -> None:
    slug = sent(desk)
    assert decide(desk, slug, decision="send-back", officer=None, **{"ask-results": "Kim saydı?"}).status == 303
    editor = desk.publisher.get(f"/practices/{slug}/edit")
    question = editor.one(".ex-questions li")
    assert "Kim saydı?" in question.get_text()
    assert question.select_one("a")["href"] == "#rows-results"  # type: ignore[index]
    assert "Sent back" in holder(editor)

    clock.advance(minutes=5)
    name = str(editor.one(".ex-questions textarea")["name"])
    typed = desk.sent_form(slug, do="send") | {name: "Agentlik, 1 sentyabr."}
    assert desk.publisher.post(f"/practices/{slug}/edit", typed).status == 303
    page = desk.officer.get(f"/practices/{slug}/review")
    (thread,) = page.all(".ex-remark")
    assert "Kim saydı?" in thread.get_text()
    assert "Agentlik, 1 sentyabr." in thread.get_text()
    assert "Family support desk answered" in page.text


def test_a_refused_text_shows_its_reason_on_the_desk_and_a_new_version_begins(desk: Desk) -> None:
    slug = sent(desk)
    assert decide(desk, slug, decision="refuse", officer=None).status == 422, "a reason is required"
    assert decide(desk, slug, decision="refuse", officer=None, remark="Nazirliyin işi deyil.").status == 303
    task = desk.publisher.get("/").one(".ex-tasks:has(#drafts)")
    assert "Refused: Nazirliyin işi deyil." in task.get_text()
    history = desk.publisher.get(str(task.find("a")["href"]))  # type: ignore[index]
    assert "Version 1 was refused. Nazirliyin işi deyil." in history.text
    assert holder(history).startswith("Refused")
    begin = desk.publisher.get(f"/practices/{slug}/edit")
    assert "Begin a new version" in begin.text
    assert desk.publisher.post(f"/practices/{slug}/revise").status == 303
    assert holder(desk.publisher.get(f"/practices/{slug}/edit")).startswith("Draft")


def test_a_question_that_was_typed_stays_when_the_decision_is_refused(desk: Desk) -> None:
    slug = sent(desk)
    answer = decide(desk, slug, decision="clear", officer=None, **{"ask-title": "Niyə bu ad?"})
    assert answer.status == 422, "no document number"
    assert answer.one("#ask-title").get_text(strip=True) == "Niyə bu ad?"


def test_the_author_sees_who_has_the_text_and_since_when_and_takes_it_back(desk: Desk) -> None:
    slug = sent(desk)
    page = desk.publisher.get(f"/practices/{slug}/review")
    assert holder(page) == "In clearance Family support desk, 10 March 2026, 11:20 Baku"
    assert desk.publisher.post(f"/practices/{slug}/take-back").status == 303
    assert holder(desk.publisher.get(f"/practices/{slug}/edit")).startswith("Draft Family support desk")
    late = desk.officer.post(f"/practices/{slug}/review", {"version": "2", "decision": "clear", "document_number": "1"})
    assert late.status == 409


def test_an_administrator_asks_for_an_editor_and_a_second_officer_lets_the_text_out(
    desk: Desk, browser: Browser
) -> None:
    admin = browser.another().sign_in(make_person(desk.session, desk.ministry, roles=[Role.ADMINISTRATOR]))
    assert admin.get("/practices/clearing-rule").one("#months_valid option[selected]")["value"] == "24"
    assert admin.post("/practices/clearing-rule", {"asks_editor": "y", "months_valid": "12"}).status == 303
    assert desk.publisher.get("/practices/clearing-rule").status == 404
    slug = sent(desk)
    decide(desk, slug, decision="clear", document_number="7")
    assert desk.officer.get(f"/practices/{slug}").status == 404, "not published yet"
    assert "Editor’s questions" in holder(desk.publisher.get(f"/practices/{slug}/review"))
    editor = browser.another().sign_in(make_person(desk.session, desk.ministry, roles=[Role.REVIEWER]))
    assert decide(desk, slug, editor, decision="clear", **{"as": "editor"}).status == 303
    assert desk.officer.get(f"/practices/{slug}").status == 200


def test_a_practice_is_archived_with_a_reason_stays_readable_and_is_confirmed_again(desk: Desk) -> None:
    slug = sent(desk)
    decide(desk, slug, decision="clear", document_number="7")
    assert desk.publisher.post(f"/practices/{slug}/archive", {"reason": ""}).status == 422
    assert desk.publisher.post(f"/practices/{slug}/archive", {"reason": "Yeni xidmət var."}).status == 303
    page = desk.officer.get(f"/practices/{slug}")
    assert "Archived Mar 2026, no longer kept up to date" in page.text
    history = desk.publisher.get(f"/practices/{slug}/history")
    assert "Yeni xidmət var." in history.text
    assert desk.publisher.post(f"/practices/{slug}/confirm").status == 303
    assert "Confirmed Mar 2026" in desk.officer.get(f"/practices/{slug}").text
