"""Threads are drawn once; what changes in one of them, or in who looks, shows at the next request."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from exchange.accounts.models import Ministry, Person
from exchange.discussion.models import Circulation, Comment
from exchange.kernel.actor import Role
from exchange.practices.models import Practice, Visibility
from tests.discussion.samples import a_practice
from tests.factories.accounts import make_ministry, make_person
from tests.factories.discussion import make_comment
from tests.support.browser import Browser
from tests.support.clock import START


@pytest.fixture
def practice(session: Session) -> Practice:
    return a_practice(session, make_ministry(session, "AZ"), Visibility.PUBLIC)


@pytest.fixture
def writer(session: Session) -> Person:
    return make_person(session, make_ministry(session, "TR"))


@pytest.fixture
def comment(session: Session, practice: Practice, writer: Person) -> Comment:
    return make_comment(session, practice, writer, text="First words", circulation=Circulation.PUBLIC)


def words(browser: Browser, practice: Practice) -> str:
    return browser.get(f"/practices/{practice.slug}/discussion").one(".ex-read").get_text(" ", strip=True)


def test_other_words_show_at_once(
    browser: Browser, session: Session, practice: Practice, comment: Comment, writer: Person
) -> None:
    browser.sign_in(writer)
    assert "First words" in words(browser, practice)
    comment.rewrite(markdown="Other", html="<p>Other</p>", language="en", now=START + timedelta(minutes=1))
    session.commit()
    assert "Other" in words(browser, practice)
    assert "First words" not in words(browser, practice)


def test_hidden_words_are_gone_at_once(
    browser: Browser, session: Session, practice: Practice, comment: Comment, writer: Person
) -> None:
    assert "First words" in words(browser, practice)
    comment.hide("Names a family", writer.id, START)
    session.commit()
    assert "First words" not in words(browser, practice)
    assert "Names a family" in words(browser, practice)


def test_an_answer_shows_at_once(
    browser: Browser, session: Session, practice: Practice, comment: Comment, writer: Person
) -> None:
    assert "First words" in words(browser, practice)
    make_comment(session, practice, writer, text="An answer", parent_id=comment.id, circulation=Circulation.PUBLIC)
    session.commit()
    assert "An answer" in words(browser, practice)


def test_each_reader_has_the_keys_that_are_theirs(
    browser: Browser, session: Session, practice: Practice, comment: Comment, writer: Person
) -> None:
    owner = session.get_one(Ministry, practice.ministry_id)
    administrator = make_person(session, owner, roles=[Role.ADMINISTRATOR])
    stranger = make_person(session, make_ministry(session, "GE"))
    browser.sign_in(writer)
    assert "Edit or withdraw" in words(browser, practice)
    browser.sign_in(stranger)
    assert "Report" in words(browser, practice)
    assert "Edit or withdraw" not in words(browser, practice)
    browser.sign_in(administrator)
    assert "Hide" in words(browser, practice)


def test_each_reader_has_the_own_clock_and_language(
    browser: Browser, session: Session, practice: Practice, comment: Comment
) -> None:
    browser.sign_in(make_person(session, make_ministry(session, "GE"), language="en", zone="Asia/Tbilisi"))
    english = words(browser, practice)
    browser.sign_in(make_person(session, make_ministry(session, "KZ"), language="az", zone="Europe/Istanbul"))
    assert words(browser, practice) != english
    assert "Link" in english
    assert "İstanbul" in words(browser, practice)


def test_each_page_has_a_form_with_its_own_key_and_its_readers_token(
    browser: Browser, session: Session, practice: Practice, writer: Person
) -> None:
    """A key that two forms share would lose the second text; a token of another session is refused."""
    address = f"/practices/{practice.slug}"
    action = f"{address}/discussion"
    keys, tokens = [], []
    for person in (writer, make_person(session, make_ministry(session, "GE"))):
        browser.sign_in(person)
        for page in (address, action, address):
            form = browser.get(page).one(f'form[action="{action}"]')
            fields = {str(field["name"]): str(field["value"]) for field in form.select("input[type=hidden]")}
            keys.append(fields["key"])
        assert browser.post(action, fields | {"text": "My words", "language": "en"}).status == 303
        tokens.append(fields["csrf_token"])
    assert len(set(keys)) == 6
    assert len(set(tokens)) == 2
