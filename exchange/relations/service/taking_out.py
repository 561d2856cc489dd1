"""Take entries by hand out of a dossier and bring them back; what is out for a month is forgotten."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from exchange.audit.service import Act, record
from exchange.kernel.actor import Actor
from exchange.kernel.errors import NotFoundError
from exchange.relations.models import RelationEvent, RelationFile
from exchange.relations.policies import can_remove

KEPT = timedelta(days=30)


def remove_entry(session: Session, *, actor: Actor, entry_id: UUID, now: datetime) -> None:
    """Take out an entry that one's own ministry added by hand; from now on nobody reads it, twice is harmless.

    Raises:
        NotFoundError: no such entry, or it is not the actor's ministry's to remove.
    """
    event = _own(session, actor, entry_id)
    if event.removed_at is None:
        event.removed_at = now
        record(session, actor=actor, act=Act("dossier.entry_removed", "relation_event", entry_id), now=now)


def restore_entry(session: Session, *, actor: Actor, entry_id: UUID, now: datetime) -> None:
    """Bring back an entry that was taken out; twice is harmless.

    Raises:
        NotFoundError: as for `remove_entry`, and when a month has passed.
    """
    event = _own(session, actor, entry_id)
    if event.removed_at is not None:
        event.removed_at = None
        record(session, actor=actor, act=Act("dossier.entry_restored", "relation_event", entry_id), now=now)


def forget_removed(session: Session, *, now: datetime) -> None:
    """Entries and papers that were taken out a month ago; the trail keeps that they were there."""
    for table in (RelationFile, RelationEvent):
        session.execute(delete(table).where(table.removed_at < now - KEPT))


def _own(session: Session, actor: Actor, entry_id: UUID) -> RelationEvent:
    event = session.get(RelationEvent, entry_id)
    if event is None or not can_remove(actor, event):
        raise NotFoundError
    return event
