"""How many institutions adopt a practice, for the note of return to its owner."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from exchange.adoptions.models import Adoption, Readers, Stage


def institutions_that_adopt(session: Session, practice_ids: Collection[UUID]) -> Mapping[UUID, int]:
    """Institutions whose record is open and that the owner may know of: not those that keep it to themselves."""
    wanted = (
        select(Adoption.practice_id, func.count())
        .where(Adoption.practice_id.in_(practice_ids))
        .where(Adoption.stage != Stage.STOPPED, Adoption.readers != Readers.MINISTRY)
        .group_by(Adoption.practice_id)
    )
    return {practice_id: int(number) for practice_id, number in session.execute(wanted)}
