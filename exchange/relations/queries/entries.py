"""Entries of dossiers as values, cut to what the actor may read: by hand, and from everything that happens here."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVarTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, joinedload

from exchange.adoptions.models import Stage, Unit
from exchange.kernel.actor import Actor
from exchange.kernel.documents import Source
from exchange.kernel.moments import Moment
from exchange.kernel.translated import Translated
from exchange.relations.models import Basis, Circle, CommitmentState, EventKind, Part, RelationEvent, RelationFile
from exchange.relations.policies import events_readable_by

Found = TypeVarTuple("Found")


@dataclass(frozen=True)
class PaperView:
    """A paper of an entry. `language`: of the paper and of its title."""

    file_id: UUID
    title: str
    language: str
    media_type: str
    size_bytes: int
    sha256: str
    added_for: UUID
    is_removed: bool


@dataclass(frozen=True)
class EventView:
    """One entry. Ids of practices are not yet a right to name them: look them up among the readable ones."""

    moment: Moment
    kind: EventKind
    title: Translated
    side_id: UUID | None = None  # None: both acted
    text: Translated = field(default_factory=Translated)
    basis: Basis | None = None  # None: it stands on the exchange itself
    circle: Circle = Circle.AS_PRACTICE
    sources: tuple[Source, ...] = ()
    figure: float | None = None
    unit: Unit | None = None
    stage: Stage | None = None
    commitment_state: CommitmentState | None = None
    due_on: date | None = None
    done_on: date | None = None
    changes: tuple[Translated, ...] = ()
    subject_ids: tuple[UUID, ...] = ()
    adoption_id: UUID | None = None  # the adopter's own practice
    href: str = ""  # its page on the exchange
    entry_id: UUID | None = None  # of an entry by hand
    papers: tuple[PaperView, ...] = ()

    @property
    def happened_on(self) -> date:
        """The day, or the first day of the month or year."""
        return self.moment.on

    @property
    def is_sample(self) -> bool:
        """Whether it was written for the demonstration."""
        return self.basis is Basis.SAMPLE

    @property
    def practice_ids(self) -> tuple[UUID, ...]:
        """Every practice that it names."""
        return self.subject_ids + ((self.adoption_id,) if self.adoption_id else ())


def readable_events(session: Session, actor: Actor, *conditions: ColumnElement[bool]) -> tuple[EventView, ...]:
    """Entries by hand under the conditions that the actor may read, oldest first."""
    rows = session.scalars(oldest_first(select(RelationEvent).where(events_readable_by(actor), *conditions))).unique()
    return tuple(event_view(row) for row in rows)


def oldest_first(wanted: Select[*Found]) -> Select[*Found]:
    """Entries in their order, with what `event_view` needs."""
    ordered = wanted.order_by(RelationEvent.happened_on, RelationEvent.position)
    papers = joinedload(RelationEvent.files).joinedload(RelationFile.file)
    return ordered.options(joinedload(RelationEvent.practices), papers)


def event_view(row: RelationEvent) -> EventView:
    """The row as a value. Needs `practices` and `files` with theirs loaded."""
    return EventView(
        moment=Moment(row.happened_on, row.until, row.precision),
        kind=row.kind,
        title=row.title,
        side_id=row.side_ministry_id,
        text=row.text,
        basis=row.basis,
        circle=row.circle,
        sources=row.sources,
        commitment_state=row.commitment_state,
        due_on=row.due_on,
        done_on=row.done_on,
        subject_ids=_named(row, Part.SUBJECT),
        adoption_id=next(iter(_named(row, Part.ADOPTION)), None),
        entry_id=row.id,
        papers=tuple(paper_view(one) for one in row.files if one.removed_at is None),
    )


def paper_view(row: RelationFile) -> PaperView:
    """The row as a value. Needs `file` loaded."""
    return PaperView(
        file_id=row.file_id,
        title=row.title,
        language=row.language,
        media_type=row.file.media_type,
        size_bytes=row.file.size_bytes,
        sha256=row.file.sha256,
        added_for=row.added_for,
        is_removed=row.removed_at is not None,
    )


def _named(row: RelationEvent, part: Part) -> tuple[UUID, ...]:
    return tuple(link.practice_id for link in row.practices if link.part is part)


def ids_named(events: Sequence[EventView]) -> tuple[UUID, ...]:
    """Practices of the entries, each once, in the order of their first naming."""
    return tuple(dict.fromkeys(practice_id for event in events for practice_id in event.practice_ids))
