"""Who reads an entry: one truth table for the rule and its twin in SQL."""

from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.kernel.actor import Actor, Role
from exchange.kernel.ids import new_id
from exchange.practices.models import Visibility
from exchange.relations.models import Basis, Circle, RelationEvent
from exchange.relations.policies import can_read_event, events_readable_by
from tests.factories.accounts import make_ministry
from tests.factories.practices import make_practice
from tests.factories.relations import make_event, make_relation

FACT, SAMPLE = Basis.PUBLIC_FACT, Basis.SAMPLE
OPEN, CLOSED = Circle.AS_PRACTICE, Circle.TWO_INSTITUTIONS
ALL = {"visitor", "platform", "stranger", "azerbaijani", "turkish"}
INSIDE = ALL - {"visitor"}
PARTIES = {"azerbaijani", "turkish"}

TABLE = [
    (CLOSED, FACT, (), PARTIES),
    (CLOSED, SAMPLE, (), PARTIES),
    (CLOSED, SAMPLE, ("public",), PARTIES),
    (CLOSED, SAMPLE, ("turkish",), PARTIES),
    (OPEN, FACT, (), ALL),
    (OPEN, FACT, ("public",), ALL),
    (OPEN, FACT, ("members",), INSIDE),
    (OPEN, FACT, ("turkish",), {"turkish"}),
    (OPEN, FACT, ("turkish", "public"), ALL),
    (OPEN, FACT, ("turkish", "members"), INSIDE),
    (OPEN, SAMPLE, (), PARTIES),
    (OPEN, SAMPLE, ("public",), INSIDE),
    (OPEN, SAMPLE, ("members",), INSIDE),
    (OPEN, SAMPLE, ("turkish",), {"turkish"}),
    (OPEN, SAMPLE, ("turkish", "public"), {"turkish"}),
]


@pytest.mark.parametrize(("circle", "basis", "named", "readers"), TABLE)
def test_the_rule_and_its_twin_say_the_same(
    session: Session, circle: Circle, basis: Basis, named: tuple[str, ...], readers: set[str]
) -> None:
    azerbaijan, turkiye, kazakhstan = (make_ministry(session, code) for code in ("AZ", "TR", "KZ"))
    practices = {
        "public": make_practice(session, turkiye, visibility=Visibility.PUBLIC),
        "members": make_practice(session, turkiye, visibility=Visibility.MEMBERS),
        "turkish": make_practice(session, turkiye, visibility=Visibility.MINISTRY),
    }
    relation = make_relation(session, azerbaijan, turkiye)
    chosen = [practices[name] for name in named]
    event = make_event(session, relation, circle=circle, basis=basis, practices=[practice.id for practice in chosen])
    actors = {
        "visitor": Actor.nobody(),
        "platform": Actor(new_id(), None, frozenset(), runs_platform=True),
        "stranger": _official(kazakhstan.id),
        "azerbaijani": _official(azerbaijan.id),
        "turkish": _official(turkiye.id),
    }
    for name, actor in actors.items():
        expected = name in readers
        assert can_read_event(actor, event, relation, chosen) is expected, name
        assert (_events(session, actor) == [event.id]) is expected, name


def test_what_was_taken_out_is_read_by_nobody(session: Session) -> None:
    azerbaijan, turkiye = (make_ministry(session, code) for code in ("AZ", "TR"))
    relation = make_relation(session, azerbaijan, turkiye)
    event = make_event(session, relation, removed_at=relation.created_at)
    for actor in (Actor.nobody(), _official(azerbaijan.id)):
        assert not can_read_event(actor, event, relation, [])
        assert session.scalars(select(RelationEvent.id).where(events_readable_by(actor))).all() == []


def _official(ministry_id: UUID) -> Actor:
    return Actor(new_id(), ministry_id, frozenset({(ministry_id, Role.OFFICIAL)}))


def _events(session: Session, actor: Actor) -> list[UUID]:
    return list(session.scalars(select(RelationEvent.id).where(events_readable_by(actor))))
