"""What adoptions give to the search: by how often a practice was taken over, results can be sorted."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from exchange.adoptions.events import AdoptionEvent, AdoptionReadersChanged
from exchange.adoptions.models import Adoption, Readers
from exchange.jobs.outbox import enqueue
from exchange.kernel.events import Event
from exchange.search.withholding import index_job


def public_counts(session: Session, practice_ids: Sequence[UUID]) -> Mapping[UUID, int]:
    """How many public adoptions each practice has: what an order may rest on (trust.md I2)."""
    wanted = select(Adoption.practice_id, func.count()).group_by(Adoption.practice_id)
    rows = session.execute(wanted.where(Adoption.practice_id.in_(practice_ids), Adoption.readers == Readers.PUBLIC))
    return {practice_id: int(count) for practice_id, count in rows}


def ask_for_indexing(session: Session, event: Event) -> None:
    """Let the indexer write the practice anew."""
    if isinstance(event, AdoptionEvent):
        enqueue(session, index_job(event.practice_id, only_adds=not _takes(event)), now=event.at)


def _takes(event: AdoptionEvent) -> bool:
    """A record that fewer people know of counts in no order from now on."""
    return isinstance(event, AdoptionReadersChanged)
