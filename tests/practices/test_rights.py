"""Who reads a practice: the rule for one, the rule in SQL and the tokens of the index agree (trust.md section 3)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Ministry, Person
from exchange.kernel.actor import Actor, Role
from exchange.kernel.errors import NotFoundError
from exchange.practices import policies
from exchange.practices.models import Practice, PracticeState, Revision, RevisionState, Section, Visibility
from exchange.practices.models.revision import LastCircle
from exchange.practices.queries import practice_page
from tests.factories.accounts import make_ministry, make_person
from tests.factories.practices import SAID, make_practice
from tests.support.clock import START

NARROW = {Section.DIFFICULTIES.value: "ministry", Section.ASKS.value: "members"}
SEES = {  # circle → who reads
    Visibility.PUBLIC: {"nobody", "platform", "stranger", "partner", "official", "author", "reviewer", "admin"},
    Visibility.MEMBERS: {"platform", "stranger", "partner", "official", "author", "reviewer", "admin"},
    Visibility.PARTNERS: {"partner", "official", "author", "reviewer", "admin"},
    Visibility.MINISTRY: {"official", "author", "reviewer", "admin"},
}
Right = Callable[[Actor, Practice], bool]


@dataclass
class World:
    """The owner's ministry, a named partner, a stranger, and everyone in them."""

    owner: Ministry
    partner: Ministry
    people: dict[str, Person]

    def actors(self) -> dict[str, Actor]:
        return {"nobody": Actor.nobody()} | {name: person.as_actor() for name, person in self.people.items()}


@pytest.fixture
def world(session: Session) -> World:
    owner, partner, stranger = (make_ministry(session, country) for country in ("AZ", "TR", "KZ"))
    people = {
        "platform": make_person(session, None, runs_platform=True),
        "stranger": make_person(session, stranger, roles=list(Role)),
        "partner": make_person(session, partner),
        "official": make_person(session, owner),
        "author": make_person(session, owner, roles=[Role.PUBLISHER]),
        "reviewer": make_person(session, owner, roles=[Role.REVIEWER]),
        "admin": make_person(session, owner, roles=[Role.ADMINISTRATOR]),
    }
    return World(owner, partner, people)


def _practice(session: Session, world: World, circle: Visibility, state: PracticeState) -> Practice:
    return make_practice(
        session,
        world.owner,
        visibility=circle,
        state=state,
        partners=[world.partner] if circle is Visibility.PARTNERS else [],
        author=world.people["author"],
        field_visibility=dict(NARROW),
    )


@pytest.mark.parametrize("circle", list(Visibility))
@pytest.mark.parametrize("state", list(PracticeState))
def test_rule_sql_and_index_agree_on_who_reads(
    session: Session, world: World, circle: Visibility, state: PracticeState
) -> None:
    practice = _practice(session, world, circle, state)
    expected = SEES[circle] if state is PracticeState.PUBLISHED else set()
    actors = world.actors()
    by_rule = {name for name, actor in actors.items() if policies.can_read(actor, practice)}
    by_sql = {
        name
        for name, actor in actors.items()
        if session.scalar(select(Practice.id).where(Practice.id == practice.id, policies.readable_by(actor)))
    }
    tokens = policies.audience_of(practice)
    by_index = {name for name, actor in actors.items() if policies.audience_tokens(actor) & tokens}
    assert by_rule == by_sql == by_index == expected


@pytest.mark.parametrize("circle", list(Visibility))
@pytest.mark.parametrize("section", [Section.PROBLEM, Section.DIFFICULTIES, Section.ASKS])
def test_a_section_is_never_read_by_more_than_its_own_circle(
    session: Session, world: World, circle: Visibility, section: Section
) -> None:
    practice = _practice(session, world, circle, PracticeState.PUBLISHED)
    own = NARROW.get(section.value)
    narrower = min(circle, Visibility(own), key=lambda one: one.width) if own else circle
    actors = world.actors()
    by_rule = {name for name, actor in actors.items() if policies.can_read_section(actor, practice, section)}
    tokens = policies.audience_of(practice, section)
    by_index = {name for name, actor in actors.items() if policies.audience_tokens(actor) & tokens}
    assert by_rule == by_index == SEES[narrower]


@pytest.mark.parametrize("today", list(Visibility))
@pytest.mark.parametrize("last", [None, *Visibility])
@pytest.mark.parametrize("part", [None, *Visibility])
def test_an_older_version_is_read_where_both_circles_reach(
    session: Session, world: World, today: Visibility, last: Visibility | None, part: Visibility | None
) -> None:
    """The rule, the rule in SQL, the page and the version's file agree; no circle is widened by the other (0043)."""
    practice = _practice(session, world, today, PracticeState.PUBLISHED)
    practice.field_visibility = {}
    old = practice.revisions[0]
    new = Revision(number=2, state=RevisionState.CLEARED, language="en", org=SAID, contact_role=SAID, saved_at=START)
    new.texts, new.themes, new.codes, new.files = [], [], [], []
    practice.revisions.append(new)
    practice.published_revision = new
    named = [str(world.partner.id)] if Visibility.PARTNERS in (last, part) else []
    if last:
        old.step_aside(LastCircle(last, named, {"problem": part.value} if part else {}))
    session.flush()
    whole = {name for name in SEES[today] if last is None or name in SEES[last]}
    whole = whole if last else whole & {"official", "author", "reviewer", "admin"}
    of_part = whole & SEES[part] if part and last else whole
    actors = world.actors()
    ids = select(Revision.id).join(Practice, Practice.id == Revision.practice_id).where(Revision.id == old.id)
    by_sql = {name for name, one in actors.items() if session.scalar(ids.where(policies.version_readable_by(one)))}
    by_rule = {name for name, one in actors.items() if policies.can_read_version(one, practice, old)}
    by_part = {name for name, one in actors.items() if policies.can_read_version(one, practice, old, "problem")}
    on_page = {name for name, one in actors.items() if _section_of_first(session, one, practice)}
    assert by_rule == by_sql == whole
    assert by_part == on_page == of_part


def _section_of_first(session: Session, actor: Actor, practice: Practice) -> bool:
    try:
        page = practice_page(session, actor=actor, slug=practice.slug, language="en", version=1)
    except NotFoundError:
        return False
    return page.section("problem") is not None


def test_drafts_are_seen_by_author_clearing_officer_and_administrator_only(session: Session, world: World) -> None:
    practice = _practice(session, world, Visibility.MINISTRY, PracticeState.DRAFT)
    actors = world.actors()
    by_rule = {name for name, actor in actors.items() if policies.can_see_desk(actor, practice)}
    by_sql = {
        name
        for name, actor in actors.items()
        if session.scalar(select(Practice.id).where(Practice.id == practice.id, policies.desk_seen_by(actor)))
    }
    assert by_rule == by_sql == {"author", "reviewer", "admin"}


@pytest.mark.parametrize(
    ("can", "expected"),
    [
        (policies.can_edit, {"author", "admin"}),
        (policies.can_withdraw, {"author", "reviewer", "admin"}),
        (policies.can_widen, {"reviewer", "admin"}),
    ],
)
def test_what_may_be_done_with_a_practice(session: Session, world: World, can: Right, expected: set[str]) -> None:
    practice = _practice(session, world, Visibility.MEMBERS, PracticeState.PUBLISHED)
    assert {name for name, actor in world.actors().items() if can(actor, practice)} == expected


def test_nobody_clears_what_they_wrote_or_sent(session: Session, world: World) -> None:
    practice = _practice(session, world, Visibility.MEMBERS, PracticeState.DRAFT)
    revision = practice.revisions[0]
    revision.state, revision.sent_at = RevisionState.IN_CLEARANCE, datetime(2026, 3, 1, tzinfo=UTC)
    actors = world.actors()

    def clearers() -> set[str]:
        return {name for name, actor in actors.items() if policies.can_clear(actor, practice, revision)}

    assert clearers() == {"reviewer", "admin"}
    revision.sent_by = world.people["admin"].id
    assert clearers() == {"reviewer"}
    revision.sent_by, revision.written_by = None, world.people["reviewer"].id
    assert clearers() == {"admin"}
    revision.written_by, revision.state = None, RevisionState.CLEARED
    assert clearers() == set()
