"""What meetings put into pages of others: shown to the right people, and counted by the reader's right."""

from collections.abc import Callable

import pytest
from flask import Flask, g
from sqlalchemy.orm import Session

from exchange.accounts.models import Person
from exchange.meetings.views import panels
from exchange.web.slots import Subject
from tests.factories.accounts import actor_for, make_ministry, make_person
from tests.factories.meetings import Talk, make_agreed, make_request, make_scheduled
from tests.support.browser import Browser

Draw = Callable[[Person | None, Callable[[Subject], str]], str]


@pytest.fixture
def draw(app: Flask, session: Session, talk: Talk) -> Draw:
    def drawn(person: Person | None, panel: Callable[[Subject], str]) -> str:
        subject = Subject(talk.practice.id, talk.practice.slug, talk.practice.ministry_id)
        actor = actor_for(person) if person else None
        session.commit()
        with app.test_request_context("/", headers={"Accept-Language": "en"}):
            if actor:
                g.actor = actor
            return str(panel(subject))

    return drawn


def test_people_of_another_ministry_may_request_a_meeting(draw: Draw, talk: Talk) -> None:
    assert f"/meetings/new?practice={talk.practice.slug}" in draw(talk.asker, panels.request_key)
    assert draw(talk.expert, panels.request_key) == ""
    assert draw(None, panels.request_key) == ""


def test_the_count_of_meetings_is_for_the_parties_only(session: Session, draw: Draw, talk: Talk) -> None:
    make_request(session, talk)
    assert draw(talk.asker, panels.chain_count) == ""  # nothing agreed yet
    make_agreed(session, talk)
    stranger = make_person(session, make_ministry(session, "KZ"))
    assert "1 meeting" in draw(talk.asker, panels.chain_count)
    assert draw(stranger, panels.chain_count) == ""
    assert draw(None, panels.chain_count) == ""


def test_the_desk_names_what_waits_and_the_next_meeting(browser: Browser, session: Session, talk: Talk) -> None:
    make_request(session, talk, topic="Waits for an answer")
    make_scheduled(session, talk)
    page = browser.sign_in(talk.expert).get("/")
    assert "Waits for an answer" in page.one("section[aria-labelledby=meetings-waiting]").get_text()
    coming = page.one("section[aria-labelledby=meetings-today]").get_text(" ", strip=True)
    assert "Next meeting" in coming
    assert coming.index("10:00 Ankara") < coming.index("11:00 Baku")


def test_a_stranger_has_an_empty_desk(browser: Browser, session: Session, talk: Talk) -> None:
    make_request(session, talk, topic="Secret topic")
    make_scheduled(session, talk)
    page = browser.sign_in(make_person(session, make_ministry(session, "KZ"))).get("/")
    assert "Secret topic" not in page.html
    assert "first talk" not in page.html
