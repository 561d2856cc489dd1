"""Keep when people were here: written in the background, for reading a page never writes."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Visit


def note_visits(session: Session, *, seen: Iterable[tuple[UUID, datetime]]) -> None:
    """Note the pages that people opened; the same one twice changes nothing."""
    pages = sorted(set(seen), key=lambda one: one[1])
    wanted = {person_id for person_id, _ in pages}
    visits = {row.person_id: row for row in session.scalars(select(Visit).where(Visit.person_id.in_(wanted)))}
    for person_id, at in pages:
        if person_id not in visits:
            visits[person_id] = Visit(person_id=person_id, seen_at=at)
            session.add(visits[person_id])
        visits[person_id].see(at)
