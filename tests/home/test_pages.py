"""The first page for visitors and for people, and the pages that stand on their own."""

import re
from datetime import date

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from exchange.home.views import count_waiting
from exchange.kernel.actor import Role
from exchange.meetings.models import CommitmentState
from exchange.practices import service
from tests.factories.accounts import actor_for, make_ministry, make_person
from tests.factories.meetings import make_closed, make_talk, promise
from tests.factories.practices import make_draft
from tests.home.questions import selects_of
from tests.support.browser import Browser
from tests.support.clock import START, FixedClock

LANGUAGES = ["az", "tr", "en", "ru"]
STANDING = ["/help/", "/accessibility", "/privacy", "/themes", "/countries", "/sign-in/help"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_visitor_sees_what_the_exchange_is(browser: Browser, language: str) -> None:
    page = browser.another(language).get("/")
    assert page.status == 200
    assert page.one("html")["lang"] == language
    assert [link.get_text() for link in page.all(".ex-ring__word")] == [
        "himayədar ailə",
        "koruyucu aile",
        "foster care",
        "приёмная семья",
    ]


def test_each_word_of_the_concept_carries_its_language_and_searches(browser: Browser) -> None:
    words = browser.get("/").all(".ex-ring__word")
    assert [str(word["lang"]) for word in words] == LANGUAGES
    assert str(words[0]["href"]).startswith("/search?q=himay%C9%99dar")


def test_fewer_than_three_public_practices_are_not_listed(browser: Browser) -> None:
    page = browser.get("/")
    assert "Recently confirmed" not in page.text
    assert page.one("#themes")


def test_a_visitor_can_go_to_practices_themes_countries_and_help(browser: Browser) -> None:
    labels = [link.get_text(strip=True) for link in browser.get("/").all(".ex-nav__link")]
    assert [label for label in labels if label in {"Themes", "Countries", "How it works"}] == [
        "Themes",
        "Countries",
        "How it works",
    ]


def test_the_desk_says_what_to_finish_before_own_drafts(browser: Browser, session: Session) -> None:
    talk = make_talk(session)
    held = make_closed(session, talk)
    states = CommitmentState.ACCEPTED, CommitmentState.IN_PROGRESS, CommitmentState.ACCEPTED
    for day, state in zip((date(2026, 3, 1), date(2026, 3, 20), date(2026, 5, 1)), states, strict=True):
        made = promise(session, held, talk.expert, side=talk.tr.id)
        made.due_on, made.state = day, state
    author = make_person(session, talk.tr, roles=[Role.ORGANIZER, Role.PUBLISHER])
    service.create_draft(
        session, actor=actor_for(author), draft=service.laid_out(make_draft()), country="TR", now=START
    )
    page = browser.sign_in(author).get("/")
    assert page.h1 == "2 things wait for you"
    assert [head["id"] for head in page.all(".ex-tasks__head")] == ["commitments-at-hand", "drafts"]
    dues = [due.get_text(" ", strip=True) for due in page.all(".ex-tasks [aria-labelledby], .ex-task__due")]
    assert dues[:2] == ["Due: Overdue since 1 March 2026", "Due: 20 March 2026"]


def test_the_first_day_at_the_desk_says_where_to_begin(browser: Browser, session: Session) -> None:
    browser.sign_in(make_person(session, make_ministry(session), roles=[Role.PUBLISHER]))
    page = browser.get("/")
    assert page.h1 == "Nothing waits for you"
    assert page.all('a[href="/practices/new"]')
    assert re.search("Tuesday,? 10 March 2026", page.text)


@pytest.mark.parametrize(
    ("role", "may_publish"), [(role, role in {Role.PUBLISHER, Role.ADMINISTRATOR}) for role in Role]
)
def test_the_key_for_a_new_practice_is_for_those_who_may(
    browser: Browser,
    session: Session,
    role: Role,
    may_publish: bool,  # noqa: FBT001 - a column of the table
) -> None:
    browser.sign_in(make_person(session, make_ministry(session), roles=[role]))
    page = browser.get("/")
    assert bool(page.all('a[href="/practices/new"]')) is may_publish
    assert bool(page.all('a[href="/admin/people"]')) is (role is Role.ADMINISTRATOR)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_desk_speaks_the_language_of_the_account(browser: Browser, session: Session, language: str) -> None:
    browser.sign_in(make_person(session, make_ministry(session), language=language))
    assert browser.get("/").one("html")["lang"] == language


def test_what_waits_is_counted_and_drafts_are_not(app: Flask) -> None:
    with app.test_request_context():
        draw = app.jinja_env.globals["ui"].task  # type: ignore[attr-defined]
        tasks = draw("a", "#", "Open", state="you") + draw("b", "#", "Open") + draw("c", "#", "Open", state="draft")
    assert count_waiting(tasks) == 2


@pytest.mark.parametrize("path", STANDING)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_standing_pages_open_in_every_language(browser: Browser, path: str, language: str) -> None:
    assert browser.another(language).get(path).status == 200


def test_the_footer_leads_to_the_standing_pages(browser: Browser) -> None:
    links = {str(link["href"]) for link in browser.get("/").all(".ex-footer__links a")}
    assert {"/accessibility", "/privacy", "/help/"} <= links


def test_a_finder_of_a_weakness_learns_whom_to_tell(browser: Browser, clock: FixedClock) -> None:
    answer = browser.raw("/.well-known/security.txt")
    text = answer.get_data(as_text=True)
    assert answer.mimetype == "text/plain"
    assert re.search(r"^Contact: mailto:\S+@\S+$", text, re.MULTILINE)
    assert "Expires: 2026-09-06T00:00:00Z" in text


@pytest.mark.parametrize("is_signed_in", [False, True])
def test_the_first_page_asks_at_most_twelve_questions(
    browser: Browser,
    app: Flask,
    session: Session,
    is_signed_in: bool,  # noqa: FBT001 - a column of the table
) -> None:
    if is_signed_in:
        browser.sign_in(make_person(session, make_ministry(session), roles=list(Role)))
    session.commit()
    assert len(selects_of(app, browser, "/")) <= 12
