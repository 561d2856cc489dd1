"""How far practices have come in the ledger, as their hits in the search show it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import BindParameter, Select, func, select

from exchange.adoptions.models import Adoption, AdoptionResult
from exchange.adoptions.policies import readable_by
from exchange.kernel.actor import Actor


def adoptions_of(actor: Actor, practices: Sequence[BindParameter[UUID]]) -> Select[UUID, int]:
    """Practices with how many adoptions of them the reader may know of."""
    wanted = select(Adoption.practice_id, func.count()).group_by(Adoption.practice_id)
    return wanted.where(Adoption.practice_id.in_(practices), readable_by(actor))


def results_of(actor: Actor, practices: Sequence[BindParameter[UUID]]) -> Select[UUID, int]:
    """Practices with how many results of those adoptions were stated."""
    return adoptions_of(actor, practices).join(AdoptionResult, AdoptionResult.adoption_id == Adoption.id)
