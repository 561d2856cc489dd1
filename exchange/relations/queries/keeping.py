"""One entry as those meet it who keep the dossier, and a paper as its readers save it."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from exchange.accounts.queries import MinistryView, ministries_by_id
from exchange.files.models import StoredFile
from exchange.kernel.actor import Actor
from exchange.kernel.errors import NotFoundError
from exchange.kernel.languages import Language
from exchange.relations.models import Basis, Relation, RelationEvent, RelationFile
from exchange.relations.policies import can_enter, can_remove, events_readable_by, is_own_pair
from exchange.relations.queries.dossiers import canonical, in_order
from exchange.relations.queries.entries import EventView, PaperView, event_view, paper_view


@dataclass(frozen=True)
class KeptEntry:
    """An entry with what this actor may do to it."""

    id: UUID
    event: EventView
    sides: tuple[MinistryView, MinistryView]
    papers: tuple[PaperView, ...]  # those that were taken off too, while they can be brought back
    is_removed: bool
    can_remove: bool
    can_open: bool  # it stands in a public source
    arrived_from: str
    own_ids: frozenset[UUID]  # ministries whose papers the actor may take off

    @property
    def address(self) -> tuple[str, str]:
        """The two slugs of its dossier."""
        return canonical(self.sides[0].slug, self.sides[1].slug)


def kept_entry(session: Session, *, actor: Actor, entry_id: UUID, language: Language) -> KeptEntry:
    """An entry by hand, for those who keep the dossier; one that was taken out, for who may bring it back.

    Raises:
        NotFoundError: alike for absent, taken out by others, and not the actor's to keep.
    """
    row, relation = _found(session, actor, entry_id)
    is_mine = can_remove(actor, row)
    if not can_enter(actor, relation.parties) or (row.removed_at is not None and not is_mine):
        raise NotFoundError
    known = ministries_by_id(session, relation.parties)
    sides = in_order((known[relation.first_ministry_id], known[relation.second_ministry_id]), language)
    return KeptEntry(
        id=row.id,
        event=event_view(row),
        sides=sides,
        papers=tuple(paper_view(one) for one in row.files),
        is_removed=row.removed_at is not None,
        can_remove=is_mine,
        can_open=is_mine and row.basis is Basis.PUBLIC_FACT,
        arrived_from=row.arrived_from or "",
        own_ids=frozenset(one for one in relation.parties if can_enter(actor, (one,))),
    )


def _found(session: Session, actor: Actor, entry_id: UUID) -> tuple[RelationEvent, Relation]:
    papers = joinedload(RelationEvent.files).joinedload(RelationFile.file)
    wanted = (
        select(RelationEvent, Relation)
        .join(Relation, Relation.id == RelationEvent.relation_id)
        .where(RelationEvent.id == entry_id, or_(events_readable_by(actor), RelationEvent.removed_at.is_not(None)))
        .options(joinedload(RelationEvent.practices), papers)
    )
    found = session.execute(wanted).unique().one_or_none()
    if found is None or not is_own_pair(actor, found[1].parties):
        raise NotFoundError
    return found[0], found[1]


def paper_file(session: Session, *, actor: Actor, entry_id: UUID, file_id: UUID) -> StoredFile:
    """A paper, for whoever reads its entry.

    Raises:
        NotFoundError: alike for absent, taken off, and not the actor's to read.
    """
    wanted = (
        select(StoredFile)
        .join(RelationFile, RelationFile.file_id == StoredFile.id)
        .join(RelationEvent, RelationEvent.id == RelationFile.event_id)
        .where(RelationFile.event_id == entry_id, StoredFile.id == file_id, RelationFile.removed_at.is_(None))
        .where(events_readable_by(actor))
    )
    file = session.scalars(wanted).one_or_none()
    if file is None:
        raise NotFoundError
    return file
