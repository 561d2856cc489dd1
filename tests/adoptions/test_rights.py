"""Who knows of a record: one truth table for the rule and its twin in SQL."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from exchange.adoptions.models import Adoption, Readers
from exchange.adoptions.policies import can_read, readable_by
from exchange.kernel.actor import Actor, Role
from exchange.kernel.ids import new_id
from exchange.practices.models import Practice, Visibility
from tests.factories.accounts import make_ministry
from tests.factories.adoptions import make_adoption
from tests.factories.practices import make_practice

ADOPTER, OWNER, STRANGER, PARTNER, VISITOR = "adopter", "owner", "stranger", "partner", "visitor"
TABLE = [
    (Readers.MINISTRY, Visibility.PUBLIC, {ADOPTER}),
    (Readers.TWO, Visibility.PUBLIC, {ADOPTER, OWNER}),
    (Readers.MEMBERS, Visibility.PUBLIC, {ADOPTER, OWNER, STRANGER, PARTNER}),
    (Readers.PUBLIC, Visibility.PUBLIC, {ADOPTER, OWNER, STRANGER, PARTNER, VISITOR}),
    (Readers.PUBLIC, Visibility.MEMBERS, {ADOPTER, OWNER, STRANGER, PARTNER}),
    (Readers.PUBLIC, Visibility.PARTNERS, {ADOPTER, OWNER, PARTNER}),
    (Readers.MEMBERS, Visibility.PARTNERS, {ADOPTER, OWNER, PARTNER}),
    (Readers.TWO, Visibility.PARTNERS, {ADOPTER, OWNER}),
    (Readers.PUBLIC, Visibility.MINISTRY, {ADOPTER, OWNER}),
]


@pytest.mark.parametrize(("readers", "circle", "known"), TABLE)
def test_the_rule_and_its_twin_say_the_same(
    session: Session, readers: Readers, circle: Visibility, known: set[str]
) -> None:
    ministries = {name: make_ministry(session, "AZ") for name in (ADOPTER, OWNER, STRANGER, PARTNER)}
    practice = make_practice(session, ministries[OWNER], visibility=circle, partners=[ministries[PARTNER]])
    adoption = make_adoption(session, practice, ministries[ADOPTER], readers=readers)
    practice = session.scalars(select(Practice).options(selectinload(Practice.partners))).one()
    actors = {
        name: Actor(new_id(), ministry.id, frozenset({(ministry.id, Role.OFFICIAL)}))
        for name, ministry in ministries.items()
    }
    actors[VISITOR] = Actor.nobody()
    actors["platform"] = Actor(new_id(), None, frozenset(), runs_platform=True)
    everyone = known | ({"platform"} if STRANGER in known else set())
    for name, actor in actors.items():
        assert can_read(actor, adoption, practice) is (name in everyone), name
        found = session.scalars(select(Adoption.id).where(readable_by(actor))).all()
        assert (found == [adoption.id]) is (name in everyone), name
