"""What a ministry has in place: written by its publishers and administrators, compared with what they read."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.kernel.actor import Actor
from exchange.kernel.errors import RefusedError
from exchange.kernel.messages import N_, Message
from exchange.practices import policies
from exchange.practices.models import MinistryCondition, Standing


def write_conditions(session: Session, *, actor: Actor, ministry_id: UUID, standing: Mapping[str, Standing]) -> None:
    """Replace the ministry's profile.

    Raises:
        RefusedError: the actor does not write for this ministry.
    """
    if not policies.can_create(actor, ministry_id):
        raise RefusedError(Message(N_("Publishers and administrators of the ministry say what is in place.")))
    of_ministry = select(MinistryCondition).where(MinistryCondition.ministry_id == ministry_id)
    kept = {row.key: row for row in session.scalars(of_ministry)}
    for key in kept.keys() - standing.keys():
        session.delete(kept[key])
    for key, how in standing.items():
        row = kept.get(key)
        if row is None:
            session.add(MinistryCondition(ministry_id=ministry_id, key=key, standing=how))
        else:
            row.standing = how
    session.flush()
