"""The discussion as people see it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Ministry, Person
from exchange.discussion.models import Circulation, Comment
from exchange.kernel.actor import Role
from exchange.kernel.ids import new_id
from exchange.practices.models import Practice, Visibility
from exchange.web.slots import Subject, render_slot
from tests.discussion.samples import a_practice
from tests.factories.accounts import make_ministry, make_person
from tests.factories.discussion import make_comment
from tests.support.browser import Browser
from tests.support.clock import START
from tests.support.page import Page
from tests.support.statements import asked_of


@pytest.fixture
def practice(session: Session) -> Practice:
    return a_practice(session, make_ministry(session, "AZ"), Visibility.PUBLIC)


@pytest.fixture
def official(session: Session) -> Person:
    return make_person(session, make_ministry(session, "TR"))


def address(practice: Practice) -> str:
    return f"/practices/{practice.slug}/discussion"


def sent(browser: Browser, practice: Practice, **fields: str) -> Page:
    page = browser.get(address(practice))
    form = {"key": str(page.one("input[name=key]")["value"]), "text": "How were they chosen?", "language": "en"}
    return browser.post(address(practice), form | fields)


def only(session: Session) -> Comment:
    return session.scalars(select(Comment)).one()


def test_an_official_asks_and_finds_the_question_on_the_page(
    browser: Browser, session: Session, practice: Practice, official: Person
) -> None:
    answer = sent(browser.sign_in(official), practice, text="Kardeşler **birlikte** mi?", language="tr")
    comment = only(session)
    assert (answer.status, answer.location) == (303, f"{address(practice)}#c-{comment.id}")
    page = browser.get(address(practice))
    shown = page.one(f"#c-{comment.id}")
    assert "Kardeşler birlikte mi?" in shown.get_text()
    assert page.one(f"#c-{comment.id} .ex-comment__text")["lang"] == "tr"
    assert "Family support desk" in shown.get_text()


def test_the_language_is_that_of_the_reader_until_another_is_chosen(
    browser: Browser, session: Session, practice: Practice
) -> None:
    reader = make_person(session, make_ministry(session, "TR"), language="tr")
    page = browser.sign_in(reader).get(address(practice))
    assert page.one("#comment-language option[selected]")["value"] == "tr"


def test_an_empty_comment_is_a_field_error_and_keeps_what_was_chosen(
    browser: Browser, session: Session, practice: Practice, official: Person
) -> None:
    page = sent(browser.sign_in(official), practice, text="  ", language="ru")
    assert page.status == 422
    assert page.one(".govuk-error-summary a")["href"] == "#comment-text"
    assert page.one("#comment-language option[selected]")["value"] == "ru"
    assert session.scalars(select(Comment)).all() == []


def test_too_long_a_comment_is_kept_in_the_form(browser: Browser, practice: Practice, official: Person) -> None:
    page = sent(browser.sign_in(official), practice, text="uzun " * 1_100)
    assert page.status == 422
    assert page.one("#comment-text").get_text().count("uzun") == 1_100


def test_a_text_without_words_is_a_field_error(browser: Browser, practice: Practice, official: Person) -> None:
    page = sent(browser.sign_in(official), practice, text="<script>alert(1)</script>")
    assert page.status == 422
    assert "Write your comment." in page.one(".govuk-error-summary").get_text()


def test_a_double_click_is_one_comment(
    browser: Browser, session: Session, practice: Practice, official: Person
) -> None:
    browser.sign_in(official)
    key = str(new_id())
    answers = [sent(browser, practice, key=key) for _ in range(2)]
    assert [answer.status for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    assert only(session).key == key


def test_a_form_sent_again_with_other_words_keeps_them(
    browser: Browser, session: Session, practice: Practice, official: Person
) -> None:
    browser.sign_in(official)
    key = str(new_id())
    sent(browser, practice, key=key)
    page = sent(browser, practice, key=key, text="Other words")
    assert page.status == 409
    assert page.one("#comment-text").get_text().strip() == "Other words"
    assert page.one("input[name=key]")["value"] != key
    assert only(session).markdown == "How were they chosen?"


def test_a_comment_can_be_answered(browser: Browser, session: Session, practice: Practice, official: Person) -> None:
    question = make_comment(session, practice, official)
    owner = make_person(session, session.get_one(Ministry, practice.ministry_id), roles=[Role.PUBLISHER])
    page = browser.sign_in(owner).get(f"{address(practice)}?answer={question.id}")
    assert page.one("input[name=parent]")["value"] == str(question.id)
    sent(browser, practice, parent=str(question.id), text="By three visits.")
    after = browser.get(address(practice))
    assert "By three visits." in after.one(f"#c-{question.id} .ex-comment--reply").get_text()


@pytest.mark.parametrize("parent", ["not-an-id", "00000000-0000-7000-8000-000000000000"])
def test_an_answer_to_nothing_is_not_found(browser: Browser, practice: Practice, official: Person, parent: str) -> None:
    browser.sign_in(official)
    assert browser.get(f"{address(practice)}?answer={parent}").status == 404
    assert sent(browser, practice, parent=parent).status == 404


def test_a_visitor_sees_public_comments_only_and_how_to_take_part(
    browser: Browser, session: Session, practice: Practice, official: Person
) -> None:
    make_comment(session, practice, official, text="For everyone", circulation=Circulation.PUBLIC)
    make_comment(session, practice, official, text="For members")
    page = browser.get(address(practice))
    assert "For everyone" in page.text
    assert "For members" not in page.html
    assert page.one("main a[href^='/sign-in']").get_text() == "Sign in to take part"
    assert page.all("#comment-text") == []


def test_a_private_comment_shows_in_no_byte_to_a_third_ministry(
    browser: Browser, session: Session, practice: Practice, official: Person
) -> None:
    third = make_person(session, make_ministry(session, "KZ"))
    before = browser.sign_in(third).get(address(practice)).html
    between = {"between_first": practice.ministry_id, "between_second": official.ministry_id}
    private = make_comment(session, practice, official, circulation=Circulation.PRIVATE, **between)
    after = browser.get(address(practice)).html
    assert without_tokens(before) == without_tokens(after)
    for path in (f"/comments/{private.id}", f"/comments/{private.id}/edit", f"{address(practice)}?answer={private.id}"):
        assert browser.get(path).status == 404


def without_tokens(html: str) -> str:
    page = Page(200, html)
    for field in page.all("input[name=csrf_token], input[name=key], script[nonce]"):
        field.decompose()
    return str(page.soup)


def test_a_private_comment_names_its_two_readers(
    browser: Browser, session: Session, practice: Practice, official: Person
) -> None:
    between = {"between_first": practice.ministry_id, "between_second": official.ministry_id}
    make_comment(session, practice, official, circulation=Circulation.PRIVATE, **between)
    page = browser.sign_in(official).get(f"{address(practice)}")
    assert page.one(".ex-circle").get_text().startswith("Only Ministry")


def test_a_comment_for_everyone_is_the_writers_choice(
    browser: Browser, session: Session, practice: Practice, official: Person
) -> None:
    sent(browser.sign_in(official), practice, is_public="y")
    assert only(session).circulation is Circulation.PUBLIC


def test_a_text_alone_is_enough(browser: Browser, session: Session, practice: Practice, official: Person) -> None:
    assert browser.sign_in(official).post(address(practice), {"text": "Only words"}).status == 303
    assert (only(session).markdown, only(session).language) == ("Only words", "en")


def test_under_a_practice_for_members_nothing_is_for_everyone(
    browser: Browser, session: Session, official: Person
) -> None:
    members_only = a_practice(session, make_ministry(session, "AZ"), Visibility.MEMBERS)
    assert browser.sign_in(official).get(address(members_only)).all("#comment-public") == []
    sent(browser, members_only, is_public="y")
    assert only(session).circulation is Circulation.MEMBERS


def test_absent_and_forbidden_practices_are_the_same_page(browser: Browser, session: Session, official: Person) -> None:
    secret = a_practice(session, make_ministry(session, "AZ"), Visibility.MINISTRY)
    browser.sign_in(official)
    for form in ({}, {"text": "x", "language": "en"}):
        assert browser.post(address(secret), form).status == 404
    pages = [browser.get(path) for path in (address(secret), "/practices/no-such-practice/discussion")]
    assert [page.status for page in pages] == [404, 404]


def test_a_comment_keeps_its_address_on_a_later_page(
    browser: Browser, session: Session, practice: Practice, official: Person
) -> None:
    comments = [make_comment(session, practice, official, at=START + timedelta(minutes=n)) for n in range(35)]
    answer = make_comment(session, practice, official, parent_id=comments[33].id)
    browser.sign_in(official)
    found = browser.get(f"/comments/{answer.id}", follow=False)
    assert found.location == f"{address(practice)}?page=2#c-{answer.id}"
    assert len(browser.get(f"{address(practice)}?page=2").all(".ex-read > section > .ex-comment")) == 15


def test_a_sample_says_so(browser: Browser, session: Session, practice: Practice, official: Person) -> None:
    make_comment(session, practice, official, is_sample=True, anchor_field="difficulties")
    page = browser.sign_in(official).get(f"{address(practice)}")
    assert "about: What did not work · Sample" in " ".join(page.one(".ex-comment__when").get_text().split())


def slots(app: Flask, practice: Practice, name: str) -> str:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        return str(render_slot(name, Subject(practice.id, practice.slug)))


def test_the_practice_page_gets_the_newest_threads_and_the_count(
    app: Flask, session: Session, practice: Practice, official: Person
) -> None:
    for number in range(7):
        at = START + timedelta(minutes=number)
        make_comment(session, practice, official, text=f"Words {number}", circulation=Circulation.PUBLIC, at=at)
    session.commit()
    below = slots(app, practice, "practice.below")
    assert "Words 6" in below
    assert "Words 1" not in below
    assert "All of it, 7 threads" in below
    assert "7 comments" in slots(app, practice, "practice.chain")


def test_a_practice_without_comments_invites_the_first(app: Flask, session: Session, practice: Practice) -> None:
    session.commit()
    assert "No questions yet" in slots(app, practice, "practice.below")
    assert slots(app, practice, "practice.chain").strip() == ""


def test_an_official_is_invited_to_ask_the_first_question(
    browser: Browser, practice: Practice, official: Person
) -> None:
    assert "Ask the first question" in browser.sign_in(official).get(f"{address(practice)}").text


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """Every statement that the application sends to the database."""
    with asked_of(app) as seen:
        yield seen


def test_the_number_of_queries_does_not_grow_with_the_discussion(
    browser: Browser, session: Session, practice: Practice, official: Person, statements: list[str]
) -> None:
    def selects_with(more_threads: int) -> int:
        """Those of a page that nobody has opened since somebody wrote."""
        for number in range(more_threads):
            other = make_person(session, make_ministry(session, "KZ"))
            root = make_comment(session, practice, other, at=START + timedelta(minutes=number))
            make_comment(session, practice, official, parent_id=root.id)
        session.commit()
        statements.clear()
        browser.get(address(practice))
        return sum(statement.startswith("SELECT") for statement in statements)

    browser.sign_in(official)
    selects_with(1)
    few = selects_with(1)
    assert selects_with(25) == few <= 12
