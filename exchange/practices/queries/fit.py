"""Would a practice fit the reader's ministry: its essential conditions beside what the ministry has in place."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.kernel.actor import Actor
from exchange.practices.models import MinistryCondition, Precondition, Standing

ESSENTIAL = "essential"


@dataclass(frozen=True)
class Fit:
    """Keys of conditions. `unknown` ones are not in the ministry's profile yet."""

    in_place: tuple[str, ...]
    partly: tuple[str, ...]
    missing: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def total(self) -> int:
        """How many essentials the practice names."""
        return len(self.in_place) + len(self.partly) + len(self.missing) + len(self.unknown)


def own_conditions(session: Session, *, actor: Actor) -> dict[str, Standing]:
    """The profile of the ministry that the actor speaks for; nobody else's."""
    if actor.ministry_id is None or not actor.belongs_to(actor.ministry_id):
        return {}
    return conditions_of(session, actor.ministry_id)


def conditions_of(session: Session, ministry_id: UUID) -> dict[str, Standing]:
    """A ministry's profile, by condition; the caller asked for the right."""
    rows = session.execute(
        select(MinistryCondition.key, MinistryCondition.standing).where(MinistryCondition.ministry_id == ministry_id)
    )
    return {key: standing for key, standing in rows}  # noqa: C416 - rows are no pairs for mypy


def fit(preconditions: tuple[Precondition, ...], profile: Mapping[str, Standing]) -> Fit:
    """The essentials sorted by what the profile says."""
    keys = [row.key for row in preconditions if row.need == ESSENTIAL]

    def of(standing: Standing | None) -> tuple[str, ...]:
        return tuple(key for key in keys if profile.get(key) is standing)

    return Fit(of(Standing.IN_PLACE), of(Standing.PARTLY), of(Standing.MISSING), of(None))
