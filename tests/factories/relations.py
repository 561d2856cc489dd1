"""Dossiers and their entries for tests."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from exchange.accounts.models import Ministry
from exchange.kernel.moments import Precision
from exchange.kernel.translated import Translated
from exchange.relations.models import (
    Basis,
    Circle,
    EventDetail,
    EventKind,
    Part,
    Relation,
    RelationEvent,
    RelationEventPractice,
)

MADE_AT = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
_numbers = count(1)


def make_relation(session: Session, one: Ministry, other: Ministry, **chosen: Any) -> Relation:
    """An empty dossier of two ministries."""
    first, second = sorted((one.id, other.id))
    values = {
        "slug": f"dossier-{next(_numbers)}",
        "first_ministry_id": first,
        "second_ministry_id": second,
        "title": Translated({"en": "Azerbaijan and Türkiye: foster care"}),
        "summary": Translated({"en": "A practice became a service elsewhere."}),
        "created_at": MADE_AT,
    }
    relation = Relation(**(values | chosen))
    session.add(relation)
    session.flush()
    return relation


def make_event(
    session: Session,
    relation: Relation,
    *,
    practices: Iterable[UUID] = (),
    adoption: UUID | None = None,
    **chosen: Any,
) -> RelationEvent:
    """An entry: a visit that stands in a source, unless said otherwise. A sample needs no source."""
    number = next(_numbers)
    is_sample = chosen.get("basis") is Basis.SAMPLE
    values = {
        "relation_id": relation.id,
        "key": f"made-{number}",
        "position": number,
        "happened_on": date(2025, 3, 4),
        "precision": Precision.DAY,
        "kind": EventKind.VISIT,
        "basis": Basis.PUBLIC_FACT,
        "circle": Circle.AS_PRACTICE,
        "title": Translated({"en": f"Entry {number}"}),
        "text": Translated({"en": f"What happened at entry {number}."}),
        "source_id": None if is_sample else "S1",
        "source_link": None if is_sample else "https://news.example/1",
        "detail": EventDetail(),
    }
    event = RelationEvent(**(values | chosen))
    named = [(practice_id, Part.SUBJECT) for practice_id in practices]
    named += [(adoption, Part.ADOPTION)] if adoption else []
    event.practices = [
        RelationEventPractice(practice_id=practice_id, part=part, position=position)
        for position, (practice_id, part) in enumerate(named)
    ]
    session.add(event)
    session.flush()
    return event
