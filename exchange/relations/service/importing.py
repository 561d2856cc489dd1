"""Read the file of two ministries into the database: all of it or nothing, and any number of times."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, selectinload

from exchange.accounts.models import Ministry
from exchange.adoptions.service import Changes
from exchange.audit.service import Act, record
from exchange.kernel.actor import Actor
from exchange.kernel.errors import InvalidError
from exchange.kernel.ids import new_id
from exchange.kernel.messages import N_
from exchange.practices.models import Practice
from exchange.relations.models import (
    Basis,
    Circle,
    CommitmentState,
    EventKind,
    Part,
    Relation,
    RelationEvent,
    RelationEventPractice,
)
from exchange.relations.service.adopting import import_adoptions
from exchange.relations.service.checking import Known, check
from exchange.relations.service.content import BOTH, DossierContent, EventContent, read_content


@dataclass(frozen=True)
class DossierReport:
    """What an import did, in numbers of entries."""

    slug: str
    added: int
    changed: int
    removed: int

    def with_adoptions(self, changes: Changes) -> "DossierReport":
        """Together with what the ledger of adoptions took from the file."""
        added, changed = self.added + changes.added, self.changed + changes.changed
        return DossierReport(self.slug, added, changed, self.removed + changes.removed)

    @property
    def has_changes(self) -> bool:
        """Whether the database differs from before."""
        return bool(self.added or self.changed or self.removed)


def import_dossier(session: Session, path: Path, now: datetime) -> DossierReport:
    """Make the dossier in the database what the file says. The same file a second time changes nothing.

    Raises:
        InvalidError: the file cannot be read, or names a ministry or practice that is not here; nothing is written.
    """
    content = read_content(path)
    known = _known(session, content)
    check(content, known)
    relation = _relation(session, content, known, now)
    report = _events(relation, content, known)
    session.flush()
    report = report.with_adoptions(import_adoptions(session, content, known, now))
    if report.has_changes:
        facts: dict[str, str | int | bool | None] = {
            "added": report.added,
            "changed": report.changed,
            "removed": report.removed,
        }
        record(session, actor=Actor.nobody(), act=Act("dossier.imported", "relation", relation.id, facts), now=now)
    return report


def _known(session: Session, content: DossierContent) -> Known:
    slugs = {slug for event in content.events for slug in (*event.subjects, event.adoption) if slug}
    practices = session.execute(select(Practice.slug, Practice.id).where(Practice.slug.in_(slugs)))
    ministries = session.execute(select(Ministry.slug, Ministry.id).where(Ministry.slug.in_(content.between)))
    return Known(
        ministries={row.slug: row.id for row in ministries},
        practices={row.slug: row.id for row in practices},
    )


def _relation(session: Session, content: DossierContent, known: Known, now: datetime) -> Relation:
    first, second = sorted(known.ministries[slug] for slug in content.between)
    of_either = or_(
        and_(Relation.first_ministry_id == first, Relation.second_ministry_id == second), Relation.slug == content.slug
    )
    events = selectinload(Relation.events).selectinload(RelationEvent.practices)
    found = session.scalars(select(Relation).where(of_either).options(events)).all()
    if any(relation.parties != {first, second} for relation in found):
        raise InvalidError({"slug": N_("Another two ministries have a dossier of this name.")})
    relation = next(iter(found), None)
    if relation is None:
        relation = Relation(first_ministry_id=first, second_ministry_id=second, created_at=now, events=[])
        session.add(relation)
    relation.slug, relation.title, relation.summary = content.slug, content.title, content.summary
    relation.is_reviewed = content.reviewed
    return relation


def _events(relation: Relation, content: DossierContent, known: Known) -> DossierReport:
    standing = {event.key: event for event in relation.events}
    wanted = [_event(one, position, known) for position, one in enumerate(content.events) if not one.is_of_adoption]
    added = changed = 0
    for event in wanted:
        if event.key not in standing:
            relation.events.append(event)
            added += 1
        elif _take_over(standing[event.key], event):
            changed += 1
    from_file = {key: event for key, event in standing.items() if event.entered_for is None}  # by hand stays
    gone = [event for key, event in from_file.items() if key not in {event.key for event in wanted}]
    for event in gone:
        relation.events.remove(event)
    return DossierReport(content.slug, added, changed, len(gone))


def _event(entry: EventContent, position: int, known: Known) -> RelationEvent:
    event_id = new_id()
    return RelationEvent(
        id=event_id,
        key=entry.id,
        position=position,
        happened_on=entry.happened_on,
        until=entry.until,
        precision=entry.precision,
        kind=entry.kind,
        basis=entry.flag,
        circle=_circle(entry),
        side_ministry_id=None if entry.side == BOTH else known.ministries[entry.side],
        title=entry.title,
        text=entry.text,
        source_id=entry.source.id if entry.source else None,
        source_link=entry.source.link if entry.source else None,
        commitment_state=CommitmentState(entry.state or "") if entry.kind is EventKind.COMMITMENT else None,
        due_on=entry.due,
        done_on=entry.done_on,
        meeting_key=entry.meeting,
        detail=entry.detail,
        practices=_practices(event_id, entry, known),
    )


def _circle(entry: EventContent) -> Circle:
    """The file's word, else the closed one for what ministries do between themselves."""
    if entry.visibility:
        return Circle(entry.visibility)
    is_private = entry.kind.concerns_two and entry.flag is not Basis.PUBLIC_FACT
    return Circle.TWO_INSTITUTIONS if is_private else Circle.AS_PRACTICE


def _practices(event_id: UUID, entry: EventContent, known: Known) -> list[RelationEventPractice]:
    named = [(slug, Part.SUBJECT) for slug in entry.subjects]
    named += [(entry.adoption, Part.ADOPTION)] if entry.adoption else []
    return [
        RelationEventPractice(event_id=event_id, practice_id=known.practices[slug], part=part, position=position)
        for position, (slug, part) in enumerate(named)
    ]


_SAME_ROW = {"id", "relation_id", "entered_by", "entered_for", "entered_at"}


def _take_over(standing: RelationEvent, wanted: RelationEvent) -> bool:
    """Write what differs; whether anything did."""
    names = [column.key for column in RelationEvent.__mapper__.column_attrs if column.key not in _SAME_ROW]
    differing = [name for name in names if getattr(standing, name) != getattr(wanted, name)]
    for name in differing:
        setattr(standing, name, getattr(wanted, name))
    if _named(standing) != _named(wanted):
        standing.practices = [
            RelationEventPractice(practice_id=row.practice_id, part=row.part, position=row.position)
            for row in wanted.practices
        ]
        return True
    return bool(differing)


def _named(event: RelationEvent) -> list[tuple[UUID, Part]]:
    return [(row.practice_id, row.part) for row in sorted(event.practices, key=lambda row: row.position)]
