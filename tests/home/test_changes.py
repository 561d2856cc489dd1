"""What changed since a person was last here: when that was, what counts, who is shown what."""

import re
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from exchange.accounts.models import Person, Visit
from exchange.kernel.actor import Role
from exchange.notifications.models import Pace
from exchange.notifications.service import follow, notify
from exchange.practices.models import Visibility
from exchange.web.noticing import noticed_of
from tests.factories.accounts import actor_for, make_ministry, make_person
from tests.factories.discussion import make_comment
from tests.factories.meetings import Talk, make_scheduled
from tests.factories.notifications import make_notice
from tests.factories.practices import make_practice
from tests.factories.questions import make_answer, make_question
from tests.support.browser import Browser
from tests.support.clock import START, FixedClock
from tests.trust.probe import Prober
from tests.trust.world import make_world

MINUTE = timedelta(minutes=1)


def at(minutes: int) -> datetime:
    return START + minutes * MINUTE


@pytest.mark.parametrize(
    ("pages", "now", "until"),
    [
        ((0,), 0, None),  # the first visit
        ((0, 30, 60), 61, None),  # it goes on
        ((0, 30), 91, 30),  # this page begins the next one
        ((0, 30, 91), 92, 30),
        ((0, 30, 91, 150), 200, 30),
        ((0, 30, 91), 91 + 61, 91),
        ((0, 61), 61, 0),
        ((0, 60), 60, None),  # an hour is not over
    ],
)
def test_a_visit_ends_after_an_hour_without_a_page(pages: tuple[int, ...], now: int, until: int | None) -> None:
    visit = Visit(seen_at=at(pages[0]))
    for page in pages:
        visit.see(at(page))
    assert visit.was_here_until(at(now)) == (None if until is None else at(until))


def test_a_page_that_is_noted_late_moves_nothing_back() -> None:
    visit = Visit(seen_at=at(0))
    for page in (100, 40, 100):
        visit.see(at(page))
    assert (visit.seen_at, visit.before) == (at(100), at(0))


@pytest.fixture
def person(session: Session) -> Person:
    return make_person(session, make_ministry(session, "TR"), roles=[Role.OFFICIAL])


def seen(session: Session, person: Person) -> datetime | None:
    session.rollback()
    visit = session.get(Visit, person.id, populate_existing=True)
    return visit.seen_at if visit else None


def test_pages_are_noted_later_and_the_bell_is_no_page(
    app: Flask, session: Session, person: Person, browser: Browser, clock: FixedClock
) -> None:
    browser.sign_in(person).get("/")
    assert seen(session, person) is None  # reading a page writes nothing
    noticed_of(app).flush()
    assert seen(session, person) == START
    clock.advance(minutes=30)
    browser.get("/notifications/unread", headers={"HX-Request": "true"}, check=False)
    noticed_of(app).flush()
    assert seen(session, person) == START
    browser.get("/help/")
    noticed_of(app).flush()
    assert seen(session, person) == at(30)


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def changed(browser: Browser) -> str:
    found = browser.get("/changed").soup.select_one("#changed-list")
    return text_of(str(found))


def test_the_page_says_since_when_and_is_empty_when_nothing_changed(
    app: Flask, session: Session, person: Person, browser: Browser, clock: FixedClock
) -> None:
    browser.sign_in(person)
    assert "This is your first visit" in changed(browser)
    assert "Nothing has changed" in changed(browser)
    noticed_of(app).flush()
    clock.advance(hours=3)
    browser.sign_in(person)  # the session of this morning has ended
    assert "Since your last visit, 10 March 2026, 10:20 Ankara." in changed(browser)


def test_the_next_visit_shows_what_came_in_between_and_the_one_after_does_not(
    app: Flask, session: Session, person: Person, browser: Browser, clock: FixedClock
) -> None:
    practice = make_practice(session, make_ministry(session, "AZ"), texts={"en": "Foster care"})
    follow(session, actor=actor_for(person), topic=f"practice:{practice.id}", pace=Pace.NEVER, now=START)
    browser.sign_in(person).get("/")
    noticed_of(app).flush()
    clock.advance(hours=2)
    guard = f"practice:{practice.id}"
    told = make_notice(kind="follow.changed", subject="New version: Foster care", guard=guard)
    notify(session, person_id=person.id, notice=told, now=clock.now)
    clock.advance(hours=2)
    for _ in range(2):  # also after the page was noted
        assert "New version: Foster care" in changed(browser)
        noticed_of(app).flush()
    clock.advance(hours=2)
    assert "New version: Foster care" not in changed(browser)


def test_what_concerns_the_ministry_is_shown_with_its_kind_and_place(session: Session, browser: Browser) -> None:
    owner, asking = make_ministry(session, "AZ"), make_ministry(session, "TR")
    author, asker = make_person(session, owner, roles=list(Role)), make_person(session, asking, roles=list(Role))
    practice = make_practice(session, owner, visibility=Visibility.MEMBERS, texts={"en": "Foster care"}, author=author)
    practice.published_at = START
    comment = make_comment(session, practice, asker)
    question = make_question(session, practice, asker)
    make_answer(session, question, author)
    meeting = make_scheduled(session, Talk(asking, owner, practice, asker, asker, author, author))
    at_owner, at_asker = browser.sign_in(author), browser.another().sign_in(asker)
    page = at_owner.get("/changed")
    links = [str(link["href"]) for link in page.soup.select("#changed-list .ex-feed a")]
    assert sorted(links) == sorted(
        [
            f"/practices/{practice.slug}",
            f"/comments/{comment.id}",
            f"/questions/{question.id}",
            f"/meetings/{meeting.id}",
            f"/meetings/{meeting.id}",
        ]
    )
    told = changed(at_owner)
    for words in (
        "Published by your ministry",
        "Comment under a practice",
        "Question for your",
        "Request for a meeting",
    ):
        assert words in told
    assert "Türkiye" in told
    assert "A meeting is in the calendar" in changed(at_asker)
    assert "Answer to your ministry’s question" in changed(at_asker)
    assert "Request for a meeting" not in changed(at_asker)


def test_others_are_shown_no_byte_of_what_two_ministries_do(app: Flask, session: Session) -> None:
    """With and without everything that Azerbaijan and Türkiye do between them (trust.md I2)."""
    stranger = make_person(session, make_ministry(session, "GE"), roles=list(Role))
    session.commit()
    prober = Prober(app, stranger)
    before = prober.get("/changed")
    world = make_world(session)
    world.public.visibility = Visibility.MINISTRY  # all that is left is theirs
    session.commit()
    assert prober.get("/changed") == before
    assert "ex-feed__one" in str(Prober(app, world.people["author"]).get("/changed"))


def test_a_lost_right_takes_the_news_away_at_the_next_request(session: Session, browser: Browser) -> None:
    owner, asking = make_ministry(session, "AZ"), make_ministry(session, "TR")
    asker = make_person(session, asking, roles=list(Role))
    practice = make_practice(session, owner, visibility=Visibility.MEMBERS, texts={"en": "Foster care"})
    make_answer(session, make_question(session, practice, asker), make_person(session, owner))
    assert "Answer to your ministry’s question" in changed(browser.sign_in(asker))
    practice.visibility = Visibility.MINISTRY
    assert "Nothing has changed" in changed(browser)


def test_the_desk_takes_the_first_changes_over(session: Session, person: Person, browser: Browser) -> None:
    desk = browser.sign_in(person).get("/")
    assert desk.soup.select_one('[hx-get="/changed?few=y"] a[href="/changed"]')
    for number in range(8):
        told = make_notice(kind="follow.published", subject=f"New practice: {number}", path=f"/practices/{number}")
        notify(session, person_id=person.id, notice=told, now=START + number * MINUTE)
    few = browser.get("/changed?few=y")
    assert len(few.soup.select(".ex-feed__one")) == 6
    assert "All 8 changes" in few.text
    assert len(browser.get("/changed").soup.select(".ex-feed__one")) == 8
