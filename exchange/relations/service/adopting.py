"""Hand the adoptions of a dossier's file to their ledger."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from exchange.adoptions.models import Adoption, AdoptionResult, AdoptionStep, Differences, Readers, Stage
from exchange.adoptions.queries import between
from exchange.adoptions.service import AdoptionContent, Changes, forget_adoptions, import_adoption
from exchange.adoptions.service.importing import FROM_FILE
from exchange.practices.models import Practice, Revision
from exchange.relations.models import Basis, Circle, EventKind
from exchange.relations.service.checking import Known
from exchange.relations.service.content import DossierContent, EventContent


def import_adoptions(session: Session, content: DossierContent, known: Known, now: datetime) -> Changes:
    """Make the records between the two what the file says; records that officials keep are left alone."""
    steps = [event for event in content.events if event.kind is EventKind.ADOPTION_STEP]
    changes, wanted = Changes(), set()
    for side, practice in dict.fromkeys((step.side, step.practice or "") for step in steps):
        of_it = [step for step in steps if (step.side, step.practice) == (side, practice)]
        record = _record(session, of_it, content, known, now)
        changes += import_adoption(session, content=record, now=now)
        wanted.add((record.practice_id, record.ministry_id))
    return changes + Changes(removed=forget_adoptions(session, _gone(session, content, known, wanted)))


def _record(
    session: Session, steps: list[EventContent], content: DossierContent, known: Known, now: datetime
) -> AdoptionContent:
    first = steps[0]
    results = [event for event in content.events if event.kind is EventKind.RESULT and event.adopts == first.adopts]
    practice_id = known.practices[first.practice or ""]
    return AdoptionContent(
        practice_id=practice_id,
        ministry_id=known.ministries[first.side],
        own_practice_id=known.practices[first.adoption] if first.adoption else None,
        revision=_published(session, practice_id),
        readers=min((_readers(step) for step in steps), key=lambda readers: readers.width),
        differences=Differences(changed=tuple(change for step in steps for change in step.changes)),
        steps=tuple(_step(step, position, now) for position, step in enumerate(steps)),
        results=tuple(_result(result, position, now) for position, result in enumerate(results)),
        is_sample=all(step.flag is Basis.SAMPLE for step in steps),
    )


def _readers(step: EventContent) -> Readers:
    if step.visibility == Circle.TWO_INSTITUTIONS:
        return Readers.TWO
    return Readers.PUBLIC if step.flag is Basis.PUBLIC_FACT else Readers.MEMBERS


def _published(session: Session, practice_id: UUID) -> int:
    number = select(Revision.number).join(Practice, Practice.published_revision_id == Revision.id)
    return session.scalar(number.where(Practice.id == practice_id)) or 1


def _step(entry: EventContent, position: int, now: datetime) -> AdoptionStep:
    main = (entry.source,) if entry.source else ()
    return AdoptionStep(
        stage=Stage(entry.state or ""), sources=main + entry.more_sources, **_common(entry, position, now)
    )


def _result(entry: EventContent, position: int, now: datetime) -> AdoptionResult:
    source = entry.source
    return AdoptionResult(
        figure=entry.value,
        unit=entry.unit,
        source=source.link if source else "",
        source_id=source.id if source else "",
        more_sources=entry.more_sources,
        method="",
        stated_by="",
        **_common(entry, position, now),
    )


def _common(entry: EventContent, position: int, now: datetime) -> dict[str, Any]:
    return {
        "key": f"{FROM_FILE}{entry.id}",
        "position": position,
        "happened_on": entry.happened_on,
        "until": entry.until,
        "precision": entry.precision,
        "title": entry.title,
        "text": entry.text,
        "is_sample": entry.flag is Basis.SAMPLE,
        "entered_at": now,
    }


def _gone(session: Session, content: DossierContent, known: Known, wanted: set[tuple[UUID, UUID]]) -> list[UUID]:
    one, other = (known.ministries[slug] for slug in content.between)
    standing = session.scalars(select(Adoption).where(between((one, other))).options(selectinload(Adoption.steps)))
    return [
        row.id
        for row in standing
        if (row.practice_id, row.ministry_id) not in wanted
        and all(step.key.startswith(FROM_FILE) for step in row.steps)
    ]
