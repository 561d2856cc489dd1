"""Dossiers in a bundle: the entries that stand in a public source, with their papers, as values without ids.

What the two ministries keep between themselves stays here: it would need the word of both.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from cattrs import BaseValidationError
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from exchange.accounts.models import Ministry
from exchange.accounts.queries import MinistryView
from exchange.bundles.package import Bundle
from exchange.files.access import Files
from exchange.files.service import Upload
from exchange.kernel.documents import document_converter
from exchange.kernel.errors import InvalidError
from exchange.kernel.ids import new_id
from exchange.kernel.languages import Language
from exchange.kernel.messages import N_, Message
from exchange.kernel.moments import Precision
from exchange.kernel.translated import Translated
from exchange.practices.models import Practice
from exchange.relations.models import (
    Basis,
    Circle,
    CommitmentState,
    EventDetail,
    EventKind,
    Part,
    Relation,
    RelationEvent,
    RelationEventPractice,
    RelationFile,
)
from exchange.relations.service.arriving import Arrival, ArrivedPaper, take_entries

FOLDER, PAPERS = "dossiers", "papers"
_LONGEST_KEY = 64


def dossier_files(
    session: Session, *, owner: MinistryView, practices: Mapping[UUID, str], files: Files
) -> dict[str, dict[str, Any] | bytes]:
    """The dossiers of a ministry by path, and the papers of their entries. `practices`: those that are carried."""
    found: dict[str, dict[str, Any] | bytes] = {}
    for relation in session.scalars(_of(owner.id)):
        entries = [event for event in relation.events if _may_leave(event)]
        if not entries:
            continue
        found[f"{FOLDER}/{relation.slug}.json"] = {
            "ministry": owner.slug,
            **_content(relation, entries, practices),
        }
        for row in _papers(entries):
            found[f"{PAPERS}/{row.file.sha256}"] = b"".join(files.store.read(row.file.key))
    return found


def _of(owner_id: UUID) -> Select[Relation]:
    papers = selectinload(Relation.events).selectinload(RelationEvent.files).joinedload(RelationFile.file)
    named = selectinload(Relation.events).selectinload(RelationEvent.practices)
    sides = joinedload(Relation.first_ministry), joinedload(Relation.second_ministry)
    own = or_(Relation.first_ministry_id == owner_id, Relation.second_ministry_id == owner_id)
    return select(Relation).where(own).options(papers, named, *sides).order_by(Relation.slug)


def _may_leave(event: RelationEvent) -> bool:
    is_open = event.circle is Circle.AS_PRACTICE and event.basis is Basis.PUBLIC_FACT
    return is_open and event.removed_at is None


def _papers(entries: Collection[RelationEvent]) -> Iterator[RelationFile]:
    return (row for event in entries for row in event.files if row.removed_at is None)


def _content(relation: Relation, entries: Collection[RelationEvent], practices: Mapping[UUID, str]) -> dict[str, Any]:
    sides = {one.id: one.slug for one in (relation.first_ministry, relation.second_ministry)}
    ordered = sorted(entries, key=lambda event: (event.happened_on, event.position, event.key))
    return {
        "slug": relation.slug,
        "between": sorted(sides.values()),
        "title": dict(relation.title),
        "summary": dict(relation.summary),
        "entries": [_entry(event, sides, practices) for event in ordered],
    }


def _entry(event: RelationEvent, sides: Mapping[UUID, str], practices: Mapping[UUID, str]) -> dict[str, Any]:
    return {
        "key": event.key,
        "on": event.happened_on.isoformat(),
        "until": event.until.isoformat() if event.until else None,
        "precision": event.precision.value,
        "kind": event.kind.value,
        "side": sides[event.side_ministry_id] if event.side_ministry_id else None,
        "title": dict(event.title),
        "text": dict(event.text),
        "source": [event.source_id, event.source_link],
        "state": event.commitment_state.value if event.commitment_state else None,
        "due": event.due_on.isoformat() if event.due_on else None,
        "done": event.done_on.isoformat() if event.done_on else None,
        "detail": json.loads(json.dumps(document_converter().unstructure(event.detail))),
        "practices": [
            [row.part.value, practices[row.practice_id]] for row in event.practices if row.practice_id in practices
        ],
        "papers": [
            {"language": row.language, "title": row.title, "name": row.file.name, "sha256": row.file.sha256}
            for row in sorted(_papers([event]), key=lambda row: (row.language, row.file.sha256))
        ],
    }


def take_dossier(session: Session, *, bundle: Bundle, path: str, files: Files, now: datetime) -> tuple[str, int]:
    """Take one dossier in; its slug, and how many of its entries are new here.

    Raises:
        InvalidError: it cannot be read, or names a ministry or practice that is not here.
    """
    try:
        content = json.loads(bundle.files[path])
        return str(content["slug"]), _take(session, content, bundle, files, now)
    except (KeyError, TypeError, ValueError, AttributeError, BaseValidationError) as error:
        reason: dict[str, str | int] = {"reason": f"{type(error).__name__}: {error}"[:120]}
        sentence = Message(N_("A dossier in the bundle cannot be read: %(reason)s."), reason)
        raise InvalidError({"bundle": sentence}) from error


def _take(session: Session, content: Mapping[str, Any], bundle: Bundle, files: Files, now: datetime) -> int:
    ministries = _ministries(session, content["between"])
    practices = _practices(session, [slug for entry in content["entries"] for _part, slug in entry["practices"]])
    arrival = Arrival(
        slug=str(content["slug"])[:_LONGEST_KEY],
        pair=frozenset(ministries.values()),
        title=Translated(content["title"]),
        summary=Translated(content["summary"]),
        kept_by=ministries[str(content["ministry"])],
        made_by=(bundle.signer.name or bundle.made_by)[:200],
    )
    entries = [
        (_event(entry, position, ministries, practices), _arrived(entry, bundle, files))
        for position, entry in enumerate(content["entries"])
    ]
    return take_entries(session, arrival=arrival, entries=entries, now=now)


def _ministries(session: Session, slugs: list[str]) -> dict[str, UUID]:
    rows = session.execute(select(Ministry.slug, Ministry.id).where(Ministry.slug.in_(slugs)))
    found = {row.slug: row.id for row in rows}
    missing = sorted(set(slugs) - set(found))
    if missing or len(found) != 2:  # noqa: PLR2004 - a dossier has two sides
        values: dict[str, str | int] = {"slug": ", ".join(missing)[:80] or "–"}
        raise InvalidError({"bundle": Message(N_("There is no ministry %(slug)s."), values)})
    return found


def _practices(session: Session, slugs: list[str]) -> dict[str, UUID]:
    rows = session.execute(select(Practice.slug, Practice.id).where(Practice.slug.in_(slugs)))
    found = {row.slug: row.id for row in rows}
    missing = sorted(set(slugs) - set(found))
    if missing:
        values: dict[str, str | int] = {"slug": ", ".join(missing)[:80]}
        raise InvalidError({"bundle": Message(N_("There is no practice %(slug)s."), values)})
    return found


def _event(
    entry: Mapping[str, Any], position: int, ministries: Mapping[str, UUID], practices: Mapping[str, UUID]
) -> RelationEvent:
    return RelationEvent(
        id=new_id(),
        key=str(entry["key"])[:_LONGEST_KEY],
        position=position,
        happened_on=date.fromisoformat(entry["on"]),
        until=_day(entry["until"]),
        precision=Precision(entry["precision"]),
        kind=EventKind(entry["kind"]),
        basis=Basis.PUBLIC_FACT,
        side_ministry_id=ministries[entry["side"]] if entry["side"] else None,
        title=Translated(entry["title"]),
        text=Translated(entry["text"]),
        source_id=entry["source"][0],
        source_link=str(entry["source"][1]),
        commitment_state=CommitmentState(entry["state"]) if entry["state"] else None,
        due_on=_day(entry["due"]),
        done_on=_day(entry["done"]),
        detail=document_converter().structure(entry["detail"], EventDetail),
        practices=[
            RelationEventPractice(practice_id=practices[slug], part=Part(part), position=at)
            for at, (part, slug) in enumerate(entry["practices"])
        ],
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _arrived(entry: Mapping[str, Any], bundle: Bundle, files: Files) -> list[ArrivedPaper]:
    """Each paper is looked over like any file that somebody attaches."""
    return [
        ArrivedPaper(
            received=files.receive(Upload(str(one["name"]), bundle.files[f"{PAPERS}/{one['sha256']}"])),
            title=str(one["title"])[:200],
            language=Language(one["language"]).value,
        )
        for one in entry["papers"]
    ]
