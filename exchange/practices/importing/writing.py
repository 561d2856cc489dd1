"""Write folders that were read into the database: new practices, new revisions, or nothing where nothing changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from exchange.accounts.models import Ministry
from exchange.accounts.queries import PersonView, people_with
from exchange.kernel.actor import Actor, Role
from exchange.kernel.errors import InvalidError
from exchange.kernel.events import emit
from exchange.kernel.messages import N_, Message
from exchange.practices.events import PracticeDrafted, PracticePublished, PracticeSaved
from exchange.practices.importing.content import PracticeContent
from exchange.practices.importing.folder import PracticeFolder
from exchange.practices.models import Practice, PracticeState, Revision, RevisionState, Rows
from exchange.practices.queries.loading import WHOLE_REVISION
from exchange.practices.service.clearing import publish
from exchange.practices.service.drafts import PracticeDraft
from exchange.practices.service.filling import content_hash, draft_of, fill
from exchange.vocabulary.models import TermList
from exchange.vocabulary.queries import Taxonomy, taxonomy


class Outcome(StrEnum):
    """What became of a folder."""

    MADE = "made"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True)
class Imported:
    """One folder's practice after the import."""

    practice_id: UUID
    slug: str
    outcome: Outcome


@dataclass(frozen=True, kw_only=True)
class _Import:
    """What every practice of one import shares."""

    ministries: Mapping[str, Ministry]
    document_number: str | None  # set: published at once, cleared by this written OK
    author: PersonView | None
    now: datetime


def import_practices(
    session: Session,
    folders: Sequence[PracticeFolder],
    *,
    now: datetime,
    document_number: str | None = None,
    ministry: str | None = None,
    author: PersonView | None = None,
) -> tuple[Imported, ...]:
    """Write every folder, in order. The same folders a second time change nothing.

    Texts must be laid out (`laid_out`) before the transaction.

    Args:
        document_number: number of the ministry's written OK; with it the practices are published at once, cleared by
            the ministry's first clearing officer. Without it they stay drafts.
        ministry: slug of the ministry that gets them all, whatever the folders say.
        author: who made them; without one the first publisher of the practice's ministry, if it has one.

    Raises:
        InvalidError: a folder names a code or a ministry that is not here; nothing is written.
    """
    folders = [replace(one, content=replace(one.content, ministry=ministry)) if ministry else one for one in folders]
    context = _Import(ministries=_ministries(session), document_number=document_number, author=author, now=now)
    words = taxonomy(session)
    faults = {
        f"{folder.path.name} {number}": fault
        for folder in folders
        for number, fault in enumerate(_faults(folder.content, words, context), start=1)
    }
    if faults:
        raise InvalidError(faults)
    return tuple(_import(session, folder, context) for folder in folders)


def _ministries(session: Session) -> dict[str, Ministry]:
    return {row.slug: row for row in session.scalars(select(Ministry))}


def _faults(content: PracticeContent, words: Taxonomy, context: _Import) -> list[Message]:
    faults = _unknown(content, words, context.ministries)
    owner = context.ministries.get(content.ministry)
    if owner is not None and context.author is not None and context.author.ministry_id != owner.id:
        faults.append(Message(N_("The author belongs to another ministry than “%(name)s”."), {"name": owner.slug}))
    return faults


def _unknown(content: PracticeContent, words: Taxonomy, ministries: Mapping[str, Ministry]) -> list[Message]:
    """One sentence for each name that nothing here answers to."""
    named = {
        TermList.THEME: content.themes,
        TermList.TARGET: content.targets,
        TermList.CHANNEL: content.channels,
        TermList.AGE_BAND: content.age_band,
        TermList.STATUS: (content.status,),
        TermList.OFFER: content.offers,
        TermList.PRECONDITION: tuple(row.key for row in content.preconditions),
        TermList.NEED: tuple(row.need for row in content.preconditions),
    }
    codes = [code for kind, codes in named.items() for code in codes if not words.knows(kind, code)]
    absent = [slug for slug in (content.ministry, *content.visible_to) if slug not in ministries]
    return [Message(N_("“%(name)s” is not known here."), {"name": name}) for name in (*codes, *absent)]


def _import(session: Session, folder: PracticeFolder, context: _Import) -> Imported:
    partners = tuple(
        row.id
        for slug in folder.content.visible_to
        if (row := context.ministries[slug]).slug != folder.content.ministry
    )
    draft = replace(folder.draft, partners=partners, rows=_named(folder.draft.rows, context.ministries))
    practice = _standing(session, folder.content.slug)
    if practice is None:
        practice, outcome = _made(session, folder.content, draft, context), Outcome.MADE
    elif practice.ministry_id != context.ministries[folder.content.ministry].id:
        raise InvalidError({folder.content.slug: N_("Another ministry has a practice of this name.")})
    else:
        outcome = _brought_up_to_date(session, practice, folder.content, draft, context)
    return Imported(practice.id, practice.slug, outcome)


def _named(rows: Rows, ministries: Mapping[str, Ministry]) -> Rows:
    """A slug of a ministry in the place of who stated a figure becomes its name."""
    named = (
        replace(row, stated_by=ministries[slug].names) if (slug := row.stated_by.get("en", "")) in ministries else row
        for row in rows.results
    )
    return replace(rows, results=tuple(named))


def _standing(session: Session, slug: str) -> Practice | None:
    revisions = selectinload(Practice.revisions)
    wanted = select(Practice).where(Practice.slug == slug)
    wanted = wanted.options(*(revisions.options(option) for option in WHOLE_REVISION))
    wanted = wanted.options(selectinload(Practice.partners), joinedload(Practice.published_revision))
    return session.scalars(wanted).one_or_none()


def _made(session: Session, content: PracticeContent, draft: PracticeDraft, context: _Import) -> Practice:
    ministry = context.ministries[content.ministry]
    practice = Practice(
        slug=content.slug,
        ministry_id=ministry.id,
        country=content.country,
        created_by=context.author.id if context.author else _first(session, ministry.id, Role.PUBLISHER),
        created_at=context.now,
        field_visibility={},
        partners=[],
        revisions=[],
        published_revision=None,
    )
    session.add(practice)
    _write(session, practice, content, draft, context)
    return practice


def _brought_up_to_date(
    session: Session, practice: Practice, content: PracticeContent, draft: PracticeDraft, context: _Import
) -> Outcome:
    newest = practice.revisions[-1]
    if newest.state is RevisionState.IN_CLEARANCE:
        raise InvalidError({content.slug: N_("The text is with the clearing officers. Import it again after that.")})
    is_shown = practice.state is PracticeState.PUBLISHED and newest.state is RevisionState.CLEARED
    if draft_of(newest, practice.country) == draft and (is_shown or context.document_number is None):
        return Outcome.SAME
    _write(session, practice, content, draft, context)
    return Outcome.CHANGED


def _write(
    session: Session, practice: Practice, content: PracticeContent, draft: PracticeDraft, context: _Import
) -> None:
    actor = Actor(practice.created_by, practice.ministry_id)
    newest = practice.revisions[-1] if practice.revisions else None
    revision = newest if newest is not None and newest.is_open else _next(practice, content, newest)
    revision.save(practice.created_by, context.now)
    fill(revision, draft)
    session.flush()
    kind = PracticeSaved if revision is newest else PracticeDrafted
    emit(session, kind(practice.id, revision.id, practice.ministry_id, actor, context.now))
    if context.document_number is not None:
        _publish(session, practice, content, revision, context)


def _next(practice: Practice, content: PracticeContent, newest: Revision | None) -> Revision:
    number = content.revision if newest is None else max(content.revision, newest.number + 1)
    revision = Revision(number=number, texts=[], themes=[], codes=[], files=[])
    practice.revisions.append(revision)
    return revision


def _publish(
    session: Session, practice: Practice, content: PracticeContent, revision: Revision, context: _Import
) -> None:
    """The way through clearance in one step: the written OK was given before the import."""
    number = context.document_number or ""
    reviewer, now = _first(session, practice.ministry_id, Role.REVIEWER), context.now
    mark = content_hash(draft_of(revision, practice.country))
    revision.state = RevisionState.IN_CLEARANCE
    revision.sent_by, revision.sent_at = practice.created_by, now
    revision.clear(by=reviewer, now=now, document_number=number, content_hash=mark)
    publish(practice, revision, now)
    _take_over_dates(practice, content)
    session.flush()
    actor = Actor(practice.created_by, practice.ministry_id)
    emit(session, PracticePublished(practice.id, revision.id, practice.ministry_id, actor, now, mark, number))


def _take_over_dates(practice: Practice, content: PracticeContent) -> None:
    practice.is_transferred = content.evidence_flags.transferred
    practice.is_lasting = content.evidence_flags.lasting
    practice.confirmed_on = content.confirmed_on or practice.confirmed_on
    practice.valid_until = content.valid_until or practice.valid_until
    if content.review is not None:
        practice.review_level, practice.review_date = content.review.level, content.review.date
        practice.review_reason = content.review.reason


def _first(session: Session, ministry_id: UUID, role: Role) -> UUID | None:
    return next((person.id for person in people_with(session, ministry_id, role)), None)
