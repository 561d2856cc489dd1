"""Hang files on a text that is being written. They go through clearance with it, and are read by whoever reads it."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from exchange.files.service import Received, keep
from exchange.kernel.actor import Actor
from exchange.kernel.errors import InvalidError, NotFoundError
from exchange.kernel.messages import N_, Message
from exchange.practices.models import Attachment, Revision
from exchange.practices.queries.loading import load_for_desk
from exchange.practices.service.filling import draft_of
from exchange.practices.service.writing import editable, save_draft

MOST_FILES = 20


def attach(
    session: Session, *, actor: Actor, slug: str, received: Received, row: Attachment, now: datetime
) -> Revision:
    """Hang a received file on the text, behind those that it has.

    Raises:
        InvalidError: there are twenty already.
        NotFoundError, RefusedError: the actor does not write this text now.
    """
    practice = load_for_desk(session, actor=actor, slug=slug)
    revision = editable(practice, actor)
    rows = revision.rows
    if sum(1 for one in rows.files if one.file) >= MOST_FILES:
        raise InvalidError({"file": Message(N_("A practice carries at most twenty files. Remove one first."))})
    file = keep(session, received, by=actor.person_id, now=now)
    named = replace(row, file=str(file.id), size_bytes=file.size_bytes, media_type=file.media_type)
    return _saved(session, actor, revision, practice.country, (*rows.files, named), slug, now)


def detach(session: Session, *, actor: Actor, slug: str, file_id: UUID, now: datetime) -> Revision:
    """Take a file from the text. Versions that were cleared with it keep it; taking it twice is harmless."""
    practice = load_for_desk(session, actor=actor, slug=slug)
    revision = editable(practice, actor)
    kept = tuple(row for row in revision.rows.files if row.file != str(file_id))
    if len(kept) == len(revision.rows.files) and not any(link.file_id == file_id for link in revision.files):
        raise NotFoundError
    return _saved(session, actor, revision, practice.country, kept, slug, now)


def _saved(
    session: Session,
    actor: Actor,
    revision: Revision,
    country: str,
    files: tuple[Attachment, ...],
    slug: str,
    now: datetime,
) -> Revision:
    draft = draft_of(revision, country)
    changed = replace(draft, rows=replace(draft.rows, files=files))
    version = revision.version
    return save_draft(session, actor=actor, slug=slug, draft=changed, expected_version=version, now=now)
