"""Azerbaijan owns a practice; Türkiye asks; Kazakhstan knows nothing of it."""

from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session

from exchange.accounts.models import Ministry, Person
from exchange.kernel.actor import Role
from exchange.practices.models import Practice, Visibility
from tests.discussion.samples import a_practice
from tests.factories.accounts import make_ministry, make_person


@dataclass
class World:
    """Who takes part."""

    owner: Ministry
    practice: Practice
    publisher: Person
    reviewer: Person
    administrator: Person
    asker: Person
    colleague: Person
    stranger: Person


@pytest.fixture
def world(session: Session) -> World:
    owner, asking, third = (make_ministry(session, country) for country in ("AZ", "TR", "KZ"))
    return World(
        owner=owner,
        practice=a_practice(session, owner, Visibility.PUBLIC),
        publisher=make_person(session, owner, roles=[Role.PUBLISHER], email="publisher@az.example"),
        reviewer=make_person(session, owner, roles=[Role.REVIEWER], email="reviewer@az.example"),
        administrator=make_person(session, owner, roles=[Role.ADMINISTRATOR], email="admin@az.example"),
        asker=make_person(session, asking, email="official@tr.example"),
        colleague=make_person(session, asking, email="colleague@tr.example"),
        stranger=make_person(session, third, email="official@kz.example"),
    )
