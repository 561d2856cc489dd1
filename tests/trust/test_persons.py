"""Before a text leaves that seems to hold a person's data, its writer and its officer are asked: never refused."""

from datetime import datetime
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from exchange.accounts.models import Person
from exchange.discussion.models import Comment
from exchange.files.models import StoredFile
from exchange.practices.models import RevisionFile, RevisionState, Visibility
from exchange.questions.models import Question
from tests.discussion.samples import a_practice
from tests.factories.accounts import make_ministry, make_person
from tests.practices.browsing import Desk
from tests.support.browser import Browser
from tests.support.clock import START

CHILD = "In 2024, Anna, aged 11, came back to her family."
SEEN = {"persons_seen": "y"}


@pytest.fixture
def desk(session: Session, browser: Browser) -> Desk:
    return Desk(session, browser)


@pytest.fixture
def asker(session: Session) -> Person:
    return make_person(session, make_ministry(session, "TR"))


def number_of(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_comment_that_names_a_child_is_asked_about_once(session: Session, browser: Browser, asker: Person) -> None:
    practice = a_practice(session, make_ministry(session, "AZ"), Visibility.PUBLIC)
    person, path = browser.sign_in(asker), f"/practices/{practice.slug}/discussion"
    form = {"text": CHILD, "language": "en", "key": "one"}
    asked = person.post(path, form)
    assert (asked.status, number_of(session, Comment)) == (422, 0)
    assert asked.one("textarea[name=text]").get_text().strip() == CHILD
    assert "Anna, aged 11" in asked.one("#persons q").get_text()
    assert asked.one(".govuk-error-summary a")["href"] == "#persons-seen"
    assert asked.one("form #persons-seen") is not None
    assert person.post(path, form | SEEN).status == 303
    assert number_of(session, Comment) == 1


def test_a_comment_without_a_person_is_not_asked_about(session: Session, browser: Browser, asker: Person) -> None:
    practice = a_practice(session, make_ministry(session, "AZ"), Visibility.PUBLIC)
    form = {"text": "How many children aged 11 to 17 came back?", "language": "en", "key": "one"}
    assert browser.sign_in(asker).post(f"/practices/{practice.slug}/discussion", form).status == 303


def test_a_question_is_asked_about_in_the_readers_language(session: Session, browser: Browser, asker: Person) -> None:
    practice = a_practice(session, make_ministry(session, "AZ"), Visibility.PUBLIC)
    person = browser.another("az").sign_in(asker)
    form = {
        "text": "11 yaşlı Aysel necə?",
        "language": "az",
        "key": "q",
        "practice": practice.slug,
        "circle": "private",
    }
    asked = person.post("/questions/new", form)
    assert (asked.status, number_of(session, Question)) == (422, 0)
    assert "11 yaşlı Aysel" in asked.one("#persons q").get_text()
    assert person.post("/questions/new", form | SEEN).status == 303


def test_a_text_is_asked_about_when_it_is_sent_and_again_when_it_is_cleared(desk: Desk) -> None:
    slug = desk.begin()
    path = f"/practices/{slug}/edit"
    asked = desk.publisher.post(path, desk.sent_form(slug, do="send", problem=CHILD))
    assert asked.status == 422
    assert "Anna, aged 11" in asked.one("#persons q").get_text()
    assert desk.practice_revision(slug).state is RevisionState.DRAFT
    assert desk.sent_form(slug)["problem"] == CHILD, "what was typed is saved all the same"
    assert desk.publisher.post(path, desk.sent_form(slug, do="send") | SEEN).status == 303
    review = desk.officer.get(f"/practices/{slug}/review")
    assert "Anna, aged 11" in " ".join(row.get_text() for row in review.all(".ex-checks .is-no"))
    decision = {"version": review.one("input[name=version]")["value"], "decision": "clear", "document_number": "1"}
    assert desk.officer.post(f"/practices/{slug}/review", decision).status == 422
    assert desk.practice_revision(slug).state is RevisionState.IN_CLEARANCE
    assert desk.officer.post(f"/practices/{slug}/review", decision | SEEN).status == 303
    assert desk.practice_revision(slug).state is RevisionState.CLEARED


def test_a_text_is_sent_back_without_being_asked(desk: Desk) -> None:
    slug = desk.begin()
    desk.publisher.post(f"/practices/{slug}/edit", desk.sent_form(slug, do="send", problem=CHILD) | SEEN)
    version = desk.officer.get(f"/practices/{slug}/review").one("input[name=version]")["value"]
    decision = {"version": version, "decision": "send-back", "remark": "Take her name out."}
    assert desk.officer.post(f"/practices/{slug}/review", decision).status == 303


def test_the_words_of_an_attached_file_are_looked_at_too(desk: Desk) -> None:
    slug = desk.begin()
    attach(desk.session, slug, desk, f"Annex. {CHILD}", START)
    asked = desk.publisher.post(f"/practices/{slug}/edit", desk.sent_form(slug, do="send"))
    assert asked.status == 422
    assert "Anna, aged 11" in asked.one("#persons q").get_text()


def attach(session: Session, slug: str, desk: Desk, words: str, at: datetime) -> None:
    file = StoredFile(
        id=uuid4(), name="annex.pdf", media_type="application/pdf", size_bytes=1, sha256="0" * 64, words=words
    )
    file.stored_at = at
    session.add(file)
    session.flush()
    session.add(RevisionFile(revision_id=desk.practice_revision(slug).id, file_id=file.id))
    session.commit()
