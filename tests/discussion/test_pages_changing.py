"""Changing and withdrawing one's own comment from its page."""

from sqlalchemy.orm import Session

from exchange.accounts.models import Person
from exchange.discussion.models import CommentState
from exchange.practices.models import Practice
from tests.discussion.test_pages import address, official, practice
from tests.factories.accounts import make_person
from tests.factories.discussion import make_comment
from tests.support.browser import Browser
from tests.support.clock import FixedClock

__all__ = ["official", "practice"]  # fixtures


def test_words_can_be_changed_from_the_page_and_say_so(
    browser: Browser, session: Session, practice: Practice, official: Person
) -> None:
    comment = make_comment(session, practice, official)
    page = browser.sign_in(official).get(f"/comments/{comment.id}/edit")
    version = str(page.one("input[name=version]")["value"])
    answer = browser.post(
        f"/comments/{comment.id}/edit", {"text": "Better words", "language": "en", "version": version}
    )
    assert answer.status == 303
    shown = browser.get(f"{address(practice)}").one(f"#c-{comment.id}").get_text()
    assert "Better words" in shown
    assert "Edited" in shown


def test_a_change_that_comes_too_late_keeps_the_words_in_the_form(
    browser: Browser, session: Session, practice: Practice, official: Person, clock: FixedClock
) -> None:
    comment = make_comment(session, practice, official)
    browser.sign_in(official)
    clock.advance(minutes=16)
    page = browser.post(f"/comments/{comment.id}/edit", {"text": "Too late", "language": "en", "version": "1"})
    assert page.status == 422
    assert page.one("#comment-text").get_text().strip() == "Too late"
    assert "15 minutes" in browser.get(f"/comments/{comment.id}/edit").text


def test_a_change_of_words_that_were_changed_elsewhere_shows_both(
    browser: Browser, session: Session, practice: Practice, official: Person
) -> None:
    comment = make_comment(session, practice, official)
    browser.sign_in(official)
    browser.post(f"/comments/{comment.id}/edit", {"text": "From the first window", "language": "en", "version": "1"})
    page = browser.post(f"/comments/{comment.id}/edit", {"text": "From the second", "language": "en", "version": "1"})
    assert page.status == 409
    assert "From the first window" in page.one(".ex-panel").get_text()
    assert page.one("#comment-text").get_text().strip() == "From the second"
    version = str(page.one("input[name=version]")["value"])
    again = {"text": "From the second", "language": "en", "version": version}
    assert browser.post(f"/comments/{comment.id}/edit", again).status == 303


def test_a_withdrawn_comment_leaves_its_place_without_its_words(
    browser: Browser, session: Session, practice: Practice, official: Person, clock: FixedClock
) -> None:
    comment = make_comment(session, practice, official, text="Regretted words")
    clock.advance(days=3)
    assert browser.sign_in(official).post(f"/comments/{comment.id}/withdraw").status == 303
    page = browser.get(f"{address(practice)}")
    assert "Withdrawn by its author" in page.one(f"#c-{comment.id}").get_text()
    assert "Regretted words" not in page.html
    assert "Regretted words" not in browser.get(f"/comments/{comment.id}/edit").html


def test_anothers_comment_can_be_neither_changed_nor_withdrawn(
    browser: Browser, session: Session, practice: Practice, official: Person
) -> None:
    comment = make_comment(session, practice, official)
    browser.sign_in(make_person(session, official.ministry))
    changed = {"text": "Not mine", "language": "en", "version": "1"}
    assert browser.get(f"/comments/{comment.id}/edit").status == 404
    assert browser.post(f"/comments/{comment.id}/edit", changed).status == 404
    assert browser.post(f"/comments/{comment.id}/withdraw").status == 404
    assert comment.state is CommentState.SHOWN
