"""Who may manage whose accounts: one truth table, and its SQL twin."""

from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts import policies
from exchange.accounts.models import Ministry, Person
from exchange.accounts.policies import Account
from exchange.kernel.actor import Actor, Role
from tests.factories.accounts import make_ministry, make_person

ACTORS = (
    "nobody",
    "official of A",
    "publisher of A",
    "reviewer of A",
    "organizer of A",
    "administrator of A",
    "administrator of B",
    "platform",
)
#          actor                 invite A  see  disable  roles
TABLE = {
    "nobody": (False, False, False, False),
    "official of A": (False, False, False, False),
    "publisher of A": (False, False, False, False),
    "reviewer of A": (False, False, False, False),
    "organizer of A": (False, False, False, False),
    "administrator of A": (True, True, True, True),
    "administrator of B": (False, False, False, False),
    "platform": (True, True, True, False),
}


@pytest.fixture
def a(session: Session) -> Ministry:
    return make_ministry(session, "AZ")


@pytest.fixture
def b(session: Session) -> Ministry:
    return make_ministry(session, "TR")


@pytest.fixture
def actors(session: Session, a: Ministry, b: Ministry) -> dict[str, Actor]:
    found = {"nobody": Actor.nobody(), "platform": make_person(session, runs_platform=True).as_actor()}
    found["administrator of B"] = make_person(session, b, roles=[Role.ADMINISTRATOR]).as_actor()
    for role in Role:
        found[f"{role.value} of A"] = make_person(session, a, roles=[role]).as_actor()
    return found


@pytest.mark.parametrize("name", ACTORS)
def test_who_may_do_what_with_an_official_of_a(
    name: str, actors: dict[str, Actor], session: Session, a: Ministry
) -> None:
    actor, account = actors[name], Account.of(make_person(session, a))
    found = (
        policies.can_invite(actor, a.id),
        policies.can_see_account(actor, account),
        policies.can_disable(actor, account),
        policies.can_change_roles(actor, account, a.id),
    )
    assert found == TABLE[name]


@pytest.mark.parametrize("name", ACTORS)
def test_only_the_platform_brings_in_its_own(name: str, actors: dict[str, Actor], a: Ministry) -> None:
    assert policies.can_invite(actors[name], None) is (name == "platform")
    assert policies.can_invite(actors[name], a.id, runs_platform=True) is (name == "platform")


@pytest.mark.parametrize("name", ACTORS)
def test_only_the_platform_closes_its_own(name: str, actors: dict[str, Actor], session: Session) -> None:
    account = Account.of(make_person(session, runs_platform=True))
    assert policies.can_disable(actors[name], account) is (name == "platform")


def test_nobody_closes_or_changes_their_own_account(session: Session, a: Ministry) -> None:
    for person in (make_person(session, a, roles=[Role.ADMINISTRATOR]), make_person(session, a, runs_platform=True)):
        assert not policies.can_disable(person.as_actor(), Account.of(person))
        assert not policies.can_change_roles(person.as_actor(), Account.of(person), a.id)


def test_roles_are_given_in_the_own_ministry_only(session: Session, a: Ministry, b: Ministry) -> None:
    both = make_person(session, a, roles=[Role.ADMINISTRATOR]).as_actor()
    account = Account.of(make_person(session, a))
    assert policies.can_change_roles(both, account, a.id)
    assert not policies.can_change_roles(both, account, b.id)


@pytest.mark.parametrize("name", ACTORS)
def test_the_sql_rule_says_the_same_as_the_rule(
    name: str, actors: dict[str, Actor], session: Session, a: Ministry, b: Ministry
) -> None:
    people = [make_person(session, a), make_person(session, b), make_person(session), make_person(session, a, roles=[])]
    actor = actors[name]
    wanted = {person.id for person in people if policies.can_see_account(actor, Account.of(person))}
    found: set[UUID] = set(session.scalars(select(Person.id).where(policies.visible_to(actor))))
    assert found & {person.id for person in people} == wanted
