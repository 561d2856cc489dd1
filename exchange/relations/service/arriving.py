"""Take entries in that another installation carried here: for the two ministries only, until one of them opens them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from exchange.audit.service import Act, record
from exchange.files.service import Received, keep
from exchange.kernel.actor import Actor
from exchange.kernel.errors import NotFoundError
from exchange.kernel.translated import Translated
from exchange.relations.models import Basis, Circle, Relation, RelationEvent, RelationFile
from exchange.relations.policies import can_remove


@dataclass(frozen=True)
class ArrivedPaper:
    """A paper with what it says of itself."""

    received: Received
    title: str
    language: str


@dataclass(frozen=True)
class Arrival:
    """The dossier of two ministries that are here. `kept_by`: whose entries they are, and who may open them."""

    slug: str
    pair: frozenset[UUID]
    title: Translated
    summary: Translated
    kept_by: UUID
    made_by: str  # the installation that carried it


def take_entries(
    session: Session,
    *,
    arrival: Arrival,
    entries: Sequence[tuple[RelationEvent, Sequence[ArrivedPaper]]],
    now: datetime,
) -> int:
    """Add the entries whose keys are not here yet, readable by the two ministries only; how many were added."""
    relation = _relation(session, arrival, now)
    standing = {event.key for event in relation.events}
    new = [(event, papers) for event, papers in entries if event.key not in standing]
    for event, papers in new:
        event.circle, event.arrived_from = Circle.TWO_INSTITUTIONS, arrival.made_by
        event.entered_for, event.entered_at = arrival.kept_by, now
        event.files = [_paper(session, one, arrival.kept_by, now) for one in papers]
        relation.events.append(event)
    session.flush()
    return len(new)


def open_entry(session: Session, *, actor: Actor, entry_id: UUID, is_open: bool, now: datetime) -> None:
    """Show an entry that stands in a public source to everyone who opens the dossier, or to the two only.

    Raises:
        NotFoundError: no such entry, it is not the actor's ministry's, or it stands in no public source.
    """
    event = session.get(RelationEvent, entry_id)
    if event is None or not can_remove(actor, event) or event.basis is not Basis.PUBLIC_FACT:
        raise NotFoundError
    wanted = Circle.AS_PRACTICE if is_open else Circle.TWO_INSTITUTIONS
    if event.circle is not wanted:
        event.circle = wanted
        act = "dossier.entry_opened" if is_open else "dossier.entry_narrowed"
        record(session, actor=actor, act=Act(act, "relation_event", entry_id), now=now)


def _relation(session: Session, arrival: Arrival, now: datetime) -> Relation:
    first, second = sorted(arrival.pair)
    same = Relation.first_ministry_id == first, Relation.second_ministry_id == second
    found = session.scalars(select(Relation).where(*same).options(selectinload(Relation.events))).one_or_none()
    if found is None:
        found = Relation(
            slug=arrival.slug,
            first_ministry_id=first,
            second_ministry_id=second,
            title=arrival.title,
            summary=arrival.summary,
            created_at=now,
            events=[],
        )
        session.add(found)
    return found


def _paper(session: Session, paper: ArrivedPaper, kept_by: UUID, now: datetime) -> RelationFile:
    file = keep(session, paper.received, by=None, now=now)
    return RelationFile(
        file_id=file.id,
        key=paper.received.sha256,
        language=paper.language,
        title=paper.title,
        added_for=kept_by,
        added_at=now,
    )
