"""Who reads a comment: one truth table for the rule, its twin in SQL and its twin in the index."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Ministry
from exchange.discussion import policies
from exchange.discussion.models import Circulation, Comment
from exchange.discussion.queries import knowable
from exchange.kernel.actor import Actor
from exchange.practices import policies as practice_rules
from exchange.practices.models import Practice, PracticeState, Visibility
from tests.discussion.samples import a_practice
from tests.factories.accounts import make_ministry, make_person
from tests.factories.discussion import make_comment
from tests.support.clock import START

READERS = ("nobody", "platform", "owner", "partner", "writer", "other")
V, C = Visibility, Circulation

# Who reads: practice's circle, comment's circle → readers. The writer's ministry is TR, the named partner KZ, the owner
# AZ; a private comment is between the owner and the writer.
TABLE: dict[tuple[Visibility, Circulation], set[str]] = {
    (V.PUBLIC, C.PUBLIC): {"nobody", "platform", "owner", "partner", "writer", "other"},
    (V.PUBLIC, C.MEMBERS): {"platform", "owner", "partner", "writer", "other"},
    (V.PUBLIC, C.PARTNERS): {"owner", "partner", "writer"},
    (V.PUBLIC, C.PRIVATE): {"owner", "writer"},
    (V.MEMBERS, C.PUBLIC): {"platform", "owner", "partner", "writer", "other"},
    (V.MEMBERS, C.MEMBERS): {"platform", "owner", "partner", "writer", "other"},
    (V.MEMBERS, C.PARTNERS): {"owner", "partner", "writer"},
    (V.MEMBERS, C.PRIVATE): {"owner", "writer"},
    (V.PARTNERS, C.PUBLIC): {"owner", "partner"},
    (V.PARTNERS, C.MEMBERS): {"owner", "partner"},
    (V.PARTNERS, C.PARTNERS): {"owner", "partner"},
    (V.PARTNERS, C.PRIVATE): {"owner"},
    (V.MINISTRY, C.PUBLIC): {"owner"},
    (V.MINISTRY, C.MEMBERS): {"owner"},
    (V.MINISTRY, C.PARTNERS): {"owner"},
    (V.MINISTRY, C.PRIVATE): {"owner"},
}


@dataclass
class World:
    ministries: dict[str, Ministry]
    actors: dict[str, Actor]


@pytest.fixture
def world(session: Session) -> World:
    countries = {"owner": "AZ", "partner": "KZ", "writer": "TR", "other": "GE"}
    ministries = {name: make_ministry(session, country) for name, country in countries.items()}
    actors = {name: make_person(session, ministry).as_actor() for name, ministry in ministries.items()}
    actors["nobody"] = Actor.nobody()
    actors["platform"] = make_person(session, None, runs_platform=True).as_actor()
    return World(ministries, actors)


def a_comment(
    session: Session, world: World, visibility: Visibility, circulation: Circulation
) -> tuple[Practice, Comment]:
    partners = [world.ministries["partner"]]
    practice = a_practice(session, world.ministries["owner"], visibility, partners=partners)
    between = {"between_first": world.ministries["owner"].id, "between_second": world.ministries["writer"].id}
    chosen = between if circulation is Circulation.PRIVATE else {}
    author = make_person(session, world.ministries["writer"])
    return practice, make_comment(session, practice, author, circulation=circulation, **chosen)


@pytest.mark.parametrize(
    ("circles", "readers"), TABLE.items(), ids=lambda value: "" if isinstance(value, set) else "-".join(value)
)
def test_the_rule_the_query_and_the_index_name_the_same_readers(
    session: Session, world: World, circles: tuple[Visibility, Circulation], readers: set[str]
) -> None:
    practice, comment = a_comment(session, world, *circles)
    audience = policies.audience_of(comment, practice)
    for name in READERS:
        actor = world.actors[name]
        by_query = session.scalar(select(Comment).where(Comment.id == comment.id, policies.readable_by(actor)))
        assert policies.can_read(actor, comment, practice) is (name in readers), name
        assert (by_query is not None) is (name in readers), name
        assert bool(audience & practice_rules.audience_tokens(actor)) is (name in readers), name


@pytest.mark.parametrize("is_withdrawn", [False, True])
@pytest.mark.parametrize("circulation", [C.PUBLIC, C.PARTNERS, C.PRIVATE])
def test_the_rule_and_the_guard_let_the_same_people_be_told(
    session: Session, world: World, circulation: Circulation, *, is_withdrawn: bool
) -> None:
    practice, comment = a_comment(session, world, Visibility.PARTNERS, circulation)
    if is_withdrawn:
        comment.withdraw(START)
    for name, actor in world.actors.items():
        by_query = session.scalar(knowable(actor, (comment.id,)))
        is_told = name in TABLE[V.PARTNERS, circulation] and not is_withdrawn
        assert policies.can_know(actor, comment, practice) is is_told, name
        assert (by_query is not None) is is_told, name


@pytest.mark.parametrize("state", [PracticeState.DRAFT, PracticeState.WITHDRAWN])
def test_under_a_practice_that_is_not_published_nobody_reads(
    session: Session, world: World, state: PracticeState
) -> None:
    practice, comment = a_comment(session, world, Visibility.PUBLIC, Circulation.PUBLIC)
    practice.state = state
    session.flush()
    assert policies.audience_of(comment, practice) == frozenset()
    for actor in world.actors.values():
        assert not policies.can_read(actor, comment, practice)
        assert session.scalar(select(Comment).where(policies.readable_by(actor))) is None


@pytest.mark.parametrize(
    ("name", "visibility", "may_write"),
    [
        ("nobody", Visibility.PUBLIC, False),
        ("platform", Visibility.PUBLIC, False),
        ("other", Visibility.PUBLIC, True),
        ("other", Visibility.MEMBERS, True),
        ("other", Visibility.PARTNERS, False),
        ("partner", Visibility.PARTNERS, True),
        ("owner", Visibility.MINISTRY, True),
        ("partner", Visibility.MINISTRY, False),
    ],
)
def test_who_reads_and_speaks_for_a_ministry_may_write(
    session: Session, world: World, name: str, visibility: Visibility, *, may_write: bool
) -> None:
    practice = a_practice(session, world.ministries["owner"], visibility, partners=[world.ministries["partner"]])
    assert policies.can_write(world.actors[name], practice) is may_write
