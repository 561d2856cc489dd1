"""Write a record as a file has it: the same file a second time changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from exchange.adoptions.models import Adoption, AdoptionResult, AdoptionStep, Differences, Readers
from exchange.kernel.ids import new_id

Row = TypeVar("Row", AdoptionStep, AdoptionResult)
_SAME_ROW = {"id", "adoption_id", "entered_at", "person_id", "post", "act_title", "act_number"}
FROM_FILE = "file:"  # begins the keys of rows that a file brought; rows that officials entered are left alone


@dataclass(frozen=True)
class AdoptionContent:
    """One ministry's record as a file has it. Rows carry the keys of their entries."""

    practice_id: UUID
    ministry_id: UUID
    own_practice_id: UUID | None
    revision: int
    readers: Readers
    differences: Differences
    steps: tuple[AdoptionStep, ...]  # oldest first, at least one
    results: tuple[AdoptionResult, ...]
    is_sample: bool = False


@dataclass(frozen=True)
class Changes:
    """What a read did, in numbers of rows."""

    added: int = 0
    changed: int = 0
    removed: int = 0

    def __add__(self, other: "Changes") -> "Changes":
        return Changes(self.added + other.added, self.changed + other.changed, self.removed + other.removed)


def import_adoption(session: Session, *, content: AdoptionContent, now: datetime) -> Changes:
    """Make the record what the file says."""
    adoption = _standing(session, content) or _new(session, content, now)
    adoption.own_practice_id, adoption.readers = content.own_practice_id, content.readers
    adoption.differences, adoption.is_sample = content.differences, content.is_sample
    newest, oldest = content.steps[-1], content.steps[0]
    adoption.stage, adoption.began_on = newest.stage, oldest.happened_on
    changes = _take_over(adoption.steps, content.steps) + _take_over(adoption.results, content.results)
    if changes != Changes():
        adoption.updated_at = now
    session.flush()
    return changes


def forget_adoptions(session: Session, adoption_ids: Sequence[UUID]) -> int:
    """Delete records that stand in the file no longer; returns how many rows went with them."""
    gone = 0
    for adoption in session.scalars(_whole().where(Adoption.id.in_(adoption_ids))).unique():
        gone += len(adoption.steps) + len(adoption.results)
        session.delete(adoption)
    session.flush()
    return gone


def _whole() -> Select[Adoption]:
    return select(Adoption).options(joinedload(Adoption.steps), joinedload(Adoption.results))


def _standing(session: Session, content: AdoptionContent) -> Adoption | None:
    same = Adoption.practice_id == content.practice_id, Adoption.ministry_id == content.ministry_id
    return session.scalars(_whole().where(*same)).unique().one_or_none()


def _new(session: Session, content: AdoptionContent, now: datetime) -> Adoption:
    adoption = Adoption(
        id=new_id(),
        practice_id=content.practice_id,
        ministry_id=content.ministry_id,
        revision=content.revision,
        created_at=now,
        updated_at=now,
        steps=[],
        results=[],
    )
    session.add(adoption)
    return adoption


def _take_over(standing: list[Row], wanted: Sequence[Row]) -> Changes:
    known = {row.key: row for row in standing}
    added = changed = 0
    for row in wanted:
        if row.key not in known:
            standing.append(row)
            added += 1
        elif _differs(known[row.key], row):
            changed += 1
    gone = [row for key, row in known.items() if key.startswith(FROM_FILE) and key not in {row.key for row in wanted}]
    for row in gone:
        standing.remove(row)
    return Changes(added, changed, len(gone))


def _differs(standing: Row, wanted: Row) -> bool:
    names = [column.key for column in type(standing).__mapper__.column_attrs if column.key not in _SAME_ROW]
    differing = [name for name in names if getattr(standing, name) != getattr(wanted, name)]
    for name in differing:
        setattr(standing, name, getattr(wanted, name))
    return bool(differing)
