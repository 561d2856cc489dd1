"""At most twelve queries for any page, and no more for a longer list (contract.md)."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from exchange.adoptions.models import Readers
from exchange.notifications.service import notify
from exchange.practices.jobs import rebuild
from exchange.practices.models import Visibility
from exchange.questions.models import Circle
from tests.factories.accounts import make_ministry
from tests.factories.adoptions import make_adoption, make_result
from tests.factories.discussion import make_comment
from tests.factories.notifications import make_notice
from tests.factories.practices import make_practice
from tests.factories.questions import make_answer, make_published, make_question
from tests.support.clock import START
from tests.support.statements import asked_of
from tests.trust.probe import Prober
from tests.trust.world import World, make_world

MOST = 12
PUBLIC = (
    *("/", "/search?q=foster", "/search.json?q=foster", "/themes", "/countries", "/sign-in", "/help/"),
    *("/robots.txt", "/sitemap.xml"),
)
INSIDE = (
    "/notifications",
    "/changed",
    "/meetings/",
    "/meetings/calendar",
    "/admin/days/TR",
    "/questions/",
    "/questions/?list=published",
    "/questions/new?practice={slug}",
    "/questions/{question}",
    "/relations/",
    "/settings/profile",
    "/admin/people",
    "/practices/new",
    "/meetings/{meeting}",
    "/meetings/{closed}",
    "/commitments/",
    "/meetings/new?practice={slug}",
    "/practices/{slug}/history",
    "/relations/{own}/{partner}",
    "/relations/{own}/{partner}/briefing",
    "/relations/entries/{entry}",
    "/insights",
    "/insights/{own}",
    "/needs/",
    "/needs/{need}",
    "/ministries/{own}",
    "/countries/AZ",
    "/themes/cp",
    "/adoptions/",
    "/adoptions/{adoption}",
)
ABOUT = (
    "/practices/{slug}",
    "/practices/{slug}.json",
    "/practices/{slug}/discussion",
    "/practices/{slug}/lineage",
    "/missing",
)
READERS = ("", "author", "official of the partner", "organizer of the owner", "who runs the platform")


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """What the database is asked, apart from beginnings and ends of transactions."""
    with asked_of(app, "SELECT", "WITH", "INSERT", "UPDATE", "DELETE") as found:
        yield found


def _addresses(world: World, who: str) -> list[str]:
    words = {
        "slug": world.public.slug,
        "meeting": world.meeting.id,
        "closed": world.commitment.request_id,
        "question": world.question.id,
        "own": world.own.slug,
        "partner": world.partner.slug,
        "adoption": world.adoption.id,
        "need": world.need.id,
        "entry": world.entry.id,
    }
    return [address.format(**words) for address in (*PUBLIC, *ABOUT, *(INSIDE if who else ()))]


def _numbers(app: Flask, world: World, who: str, statements: list[str]) -> dict[str, int]:
    prober, found = Prober(app, world.people.get(who)), {}
    for address in _addresses(world, who):
        prober.get(address)  # what a process keeps is kept now
        statements.clear()
        prober.get(address)
        found[address] = len(statements)
    return found


def _published_question(session: Session, world: World, number: int) -> None:
    people = world.people
    question = make_question(session, world.public, people["official of the partner"], text=f"How, {number}?")
    make_question(session, world.public, people["official of the partner"], text=f"Still open, {number}?")
    make_answer(session, question, people["author"])
    make_published(session, question, people["reviewer of the owner"], circle=Circle.PUBLIC)


def _lengthen(session: Session, world: World) -> None:
    author = world.people["author"]
    for number in range(25):
        make_practice(session, world.own, visibility=Visibility.PUBLIC, texts={"en": f"Foster {number}", "az": "Ailə"})
        make_comment(session, world.public, author)
        make_answer(session, world.question, author)
        _published_question(session, world, number)
        make_adoption(session, world.public, make_ministry(session, "GE"), readers=Readers.PUBLIC)
        make_result(session, world.adoption, figure=number)
        for person in world.people.values():
            notify(session, person_id=person.id, notice=make_notice(guard=f"practice:{world.public.id}"), now=START)
    session.commit()


@pytest.mark.parametrize("who", READERS)
def test_no_page_asks_more_than_twelve_questions_and_none_more_for_longer_lists(
    app: Flask, session: Session, statements: list[str], who: str
) -> None:
    world = make_world(session)
    for number in range(4):
        make_practice(session, world.own, visibility=Visibility.PUBLIC, texts={"en": f"Foster first {number}"})
    make_comment(session, world.public, world.people["author"])
    _published_question(session, world, 100)
    make_adoption(session, world.public, make_ministry(session, "GE"), readers=Readers.PUBLIC)
    for person in world.people.values():
        notify(session, person_id=person.id, notice=make_notice(guard=f"practice:{world.public.id}"), now=START)
    session.commit()
    with app.app_context():
        rebuild()
    short = _numbers(app, world, who, statements)
    _lengthen(session, world)
    with app.app_context():
        rebuild()
    long = _numbers(app, world, who, statements)
    assert {address: number for address, number in long.items() if number > MOST} == {}
    assert {address: (short[address], number) for address, number in long.items() if number > short[address]} == {}
