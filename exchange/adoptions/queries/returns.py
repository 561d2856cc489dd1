"""How many institutions adopt a practice, for the note of return to its owner."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from exchange.adoptions.models import Adoption, Stage


def institutions_that_adopt(session: Session, practice_id: UUID) -> int:
    """Institutions whose record is open: those that stopped are not counted."""
    wanted = select(func.count()).where(Adoption.practice_id == practice_id, Adoption.stage != Stage.STOPPED)
    return session.scalar(wanted) or 0
