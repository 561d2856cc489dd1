"""What one page asks of the database, and what it holds for whom."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from exchange.kernel.actor import Actor, Role
from exchange.kernel.translated import Translated
from exchange.practices import policies
from exchange.practices.models import COSTS, Cost, Practice, Rows, Section, Visibility
from exchange.practices.queries import practice_page
from exchange.practices.service.filling import content_hash, draft_of
from exchange.practices.service.writing import start_revision
from tests.factories.accounts import make_ministry, make_person
from tests.factories.practices import make_practice
from tests.support.clock import START
from tests.support.statements import asked_of

MOST_QUERIES = 8
COSTLY = Rows(
    costs=(Cost(kind="yearly", amount=120_000.0, currency="AZN", source="Budget, 2025"),),
    notes=Translated({"en": "Rough."}),
    staff_fte=2.5,
    funding_source=Translated({"en": "State budget"}),
    samples=(COSTS, "offers"),
)


@pytest.fixture
def asked(app: Flask) -> Iterator[list[str]]:
    """Every SELECT from now on."""
    with asked_of(app, "SELECT") as found:
        yield found


@pytest.fixture
def costly(session: Session) -> Practice:
    """A public practice whose costs are for signed-in partners."""
    owner = make_ministry(session, "AZ")
    author = make_person(session, owner, roles=[Role.PUBLISHER])
    practice = make_practice(
        session,
        owner,
        visibility=Visibility.PUBLIC,
        author=author,
        texts={"az": "Himayədar ailə", "en": "Foster care", "tr": "Koruyucu aile"},
        sections=dict.fromkeys(Section, "Words."),
        field_visibility={COSTS: Visibility.MEMBERS.value},
    )
    practice.revisions[0].rows = COSTLY
    session.flush()
    return practice


@pytest.fixture
def partner(session: Session) -> Actor:
    return make_person(session, make_ministry(session, "TR")).as_actor()


@pytest.mark.parametrize("version", [None, 1])
def test_a_page_is_at_most_eight_queries(
    session: Session, costly: Practice, partner: Actor, asked: list[str], version: int | None
) -> None:
    slug = costly.slug
    session.expunge_all()
    asked.clear()
    practice_page(session, actor=partner, slug=slug, language="en", version=version)
    assert 0 < len(asked) <= MOST_QUERIES


def test_costs_leave_no_trace_outside_their_circle(session: Session, costly: Practice, partner: Actor) -> None:
    def page(actor: Actor) -> tuple[Rows, Visibility | None]:
        shown = practice_page(session, actor=actor, slug=costly.slug, language="en")
        return shown.rows, shown.costs_circle

    assert page(partner) == (COSTLY, Visibility.MEMBERS)
    assert page(Actor.nobody()) == (Rows(samples=("offers",)), None)


def test_costs_without_a_circle_are_read_with_the_practice(session: Session, costly: Practice) -> None:
    costly.field_visibility = {}
    shown = practice_page(session, actor=Actor.nobody(), slug=costly.slug, language="en")
    assert (shown.rows, shown.costs_circle) == (COSTLY, None)


def test_a_circle_of_the_costs_never_widens_the_practice(session: Session, costly: Practice) -> None:
    costly.visibility, costly.field_visibility = Visibility.MEMBERS, {COSTS: Visibility.PUBLIC.value}
    assert not policies.can_read_section(Actor.nobody(), costly, COSTS)
    assert policies.audience_of(costly, COSTS) == policies.audience_of(costly)


def test_the_circle_of_the_costs_is_cleared_and_taken_into_the_next_revision(
    session: Session, costly: Practice
) -> None:
    author = Actor(costly.created_by, costly.ministry_id, frozenset({(costly.ministry_id, Role.PUBLISHER)}))
    before = draft_of(costly.revisions[0], "AZ")
    assert before.costs_circle is Visibility.MEMBERS
    costly.field_visibility = {COSTS: Visibility.MINISTRY.value}
    after = draft_of(start_revision(session, actor=author, slug=costly.slug, now=START), "AZ")
    assert after.costs_circle is Visibility.MINISTRY
    assert content_hash(before) != content_hash(after)
