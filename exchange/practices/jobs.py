"""Keep the search index equal to the database: apply what changed, rebuild what is missing or damaged."""

from collections.abc import Iterator, Sequence
from uuid import UUID

import structlog
from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from exchange.jobs.models import OutboxRow
from exchange.jobs.runner import Task
from exchange.practices.models import Practice, PracticeState
from exchange.practices.queries.desk import whole
from exchange.practices.searchable import documents_of, one_for_each
from exchange.search.access import index_of, meaning_of
from exchange.search.port import Change, DocumentKind, Drop, Put, SearchDocument, SearchUnavailableError
from exchange.search.sources import sources_of
from exchange.vocabulary.queries import taxonomy
from exchange.web.db import reading

BATCH = 200
_LEARNT_AT_ONCE = 20  # practices
log = structlog.get_logger("exchange.index")


def index_changed(tasks: Sequence[Task]) -> None:
    """Write the practices of these rows anew, in one commit stamped with the last row.

    Doing the same rows again writes the same documents, so a crash between the index and the outbox does no harm.
    """
    index = index_of(current_app)
    session = _fresh()
    ids = list(dict.fromkeys(UUID(str(task.payload["practice_id"])) for task in tasks))
    try:
        index.apply(list(_changes(session, ids)), max(task.number for task in tasks))
    except SearchUnavailableError as error:
        log.warning("index cannot be used, building it anew", error=str(error))
        rebuild()


def rebuild() -> int:
    """Build the whole index beside the live one and swap. Returns how many documents it holds."""
    session = _fresh()
    stamp = session.scalar(select(func.max(OutboxRow.number))) or 0  # read in the same snapshot as the documents
    documents = list(all_documents(session))
    index_of(current_app).rebuild(documents, stamp)
    return len(documents)


def heal() -> None:
    """Rebuild when the index is missing, damaged, foreign or of another analysis."""
    try:
        index_of(current_app).stamp()
    except SearchUnavailableError as error:
        log.warning("index cannot be used, building it anew", error=str(error))
        rebuild()


def all_documents(session: Session) -> Iterator[SearchDocument]:
    """Every document that the index should hold."""
    wanted = select(Practice.id).where(Practice.state == PracticeState.PUBLISHED).order_by(Practice.id)
    ids = list(session.scalars(wanted))
    for start in range(0, len(ids), BATCH):
        yield from documents_about(session, ids[start : start + BATCH])
        session.expunge_all()


def documents_about(session: Session, ids: Sequence[UUID]) -> Iterator[SearchDocument]:
    """The documents of these practices, and of what is said about them."""
    words, sources = taxonomy(session), sources_of(current_app)
    counts = {key: count(session, ids) for key, count in sources.counts.items()}
    for practice in whole(session, list(ids)):
        yield from documents_of(practice, words, {key: found.get(practice.id, 0) for key, found in counts.items()})
    for documents in sources.documents:
        yield from documents(session, ids)


def keep_meaning() -> None:
    """Learn by meaning what is new in the index, and forget what is gone; nothing without the extra `semantic`."""
    meaning = meaning_of(current_app)
    if meaning is None:
        return
    meaning.rest()
    index = index_of(current_app)
    if meaning.is_up_to_date(index.generation):
        return
    generation, live = index.generation, index.entries()
    chosen = one_for_each(entry.key for entry in live if entry.key.startswith(f"{DocumentKind.PRACTICE}:"))
    missing = meaning.missing(entry for entry in live if entry.key in chosen)
    session = _fresh()
    ids = sorted({UUID(key.split(":")[1]) for key in missing})
    for start in range(0, len(ids), _LEARNT_AT_ONCE):
        found = documents_about(session, ids[start : start + _LEARNT_AT_ONCE])
        meaning.learn(document for document in found if document.key in missing)
        session.expunge_all()
    meaning.note(generation)


def _changes(session: Session, ids: list[UUID]) -> Iterator[Change]:
    for practice_id in ids:
        yield Drop(str(practice_id))
    for document in documents_about(session, ids):
        yield Put(document)


def _fresh() -> Session:
    session = reading()
    session.rollback()
    return session
