"""When a person was last here."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from exchange.accounts.models import Visit


def was_here_until(session: Session, *, person_id: UUID, now: datetime) -> datetime | None:
    """The end of the person's visit before the one of now, to the minute; None when this is the first."""
    visit = session.get(Visit, person_id)
    return visit.was_here_until(now) if visit else None
