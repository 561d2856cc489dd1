"""The demonstration's posts follow things and keep searches; by the real services, each under its own rights."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Person
from exchange.accounts.service.ministries import import_ministries
from exchange.accounts.service.people import add_person
from exchange.alerts.models import SavedSearch
from exchange.alerts.queries import followed
from exchange.demo import content, following
from exchange.demo.people import MINISTRIES, POSTS
from exchange.demo.prepare import demo_people
from exchange.notifications.models import Choice
from exchange.practices.models import Visibility
from exchange.vocabulary.models import TermList
from exchange.vocabulary.queries import taxonomy
from exchange.vocabulary.service import import_taxonomy
from tests.factories.accounts import actor_for
from tests.factories.practices import make_practice
from tests.support.browser import Browser
from tests.support.clock import START


def _people(session: Session) -> dict[str, Person]:
    import_taxonomy(session)
    ministries = {row.slug: row for row in import_ministries(session, content.MINISTRIES, now=START)}
    for new in demo_people({slug: row.id for slug, row in ministries.items()}, "korrekt staple nine"):
        add_person(session, new, now=START)
    make_practice(
        session, ministries["tr-family-social-services"], slug="tr-koruyucu-aile", visibility=Visibility.PUBLIC
    )
    session.commit()
    return {person.email: person for person in session.scalars(select(Person))}


def test_posts_follow_what_there_is_and_keep_their_searches(app: Flask, session: Session, browser: Browser) -> None:
    people = _people(session)
    for _ in range(2):  # a second time changes nothing
        with app.app_context():
            following.follow_things(START)
            following.keep_searches(START)
    session.rollback()  # what was written beside this session
    official = people["official@az.example"]
    paces = {row.topic: row.pace for row in session.scalars(select(Choice).where(Choice.person_id == official.id))}
    shown = followed(session, actor=actor_for(official), paces=paces, language="en")
    assert {one.kind for one in shown} == {"practice", "theme", "country"}
    mine = select(SavedSearch.words).where(SavedSearch.person_id == official.id)
    assert sorted(session.scalars(mine)) == ["koruyucu aile", "uşaq evi"]
    page = browser.sign_in(official).get("/following").text
    assert "koruyucu aile" in page
    assert "Nothing yet" not in page


@pytest.mark.parametrize("written", sorted({one for topics in following.FOLLOWED.values() for one in topics}))
def test_every_sample_names_something_that_the_demonstration_has(session: Session, written: str) -> None:
    kind, _, name = written.partition(":")
    import_taxonomy(session)
    there = {
        "practice": {folder.name for folder in content.practice_folders()},
        "ministry": {ministry.slug for ministry in MINISTRIES},
        "country": {ministry.slug[:2].upper() for ministry in MINISTRIES},
        "theme": {term.code for term in taxonomy(session).list_of(TermList.THEME)},
    }
    assert name in there[kind]


def test_samples_are_of_posts_that_there_are() -> None:
    there = {f"{post.name}@{ministry.host}" for ministry in MINISTRIES for post in POSTS}
    assert {*following.FOLLOWED, *following.SEARCHES} <= there
