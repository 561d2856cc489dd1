"""Keep the search index equal to the database: apply what changed, rebuild what is missing or damaged."""

from collections.abc import Iterator, Sequence
from uuid import UUID

import structlog
from flask import current_app
from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from exchange.files.access import files_of
from exchange.files.models import StoredFile
from exchange.files.service import sweep
from exchange.jobs.models import OutboxRow
from exchange.jobs.runner import Task
from exchange.practices.models import Practice, PracticeState, RevisionFile
from exchange.practices.queries.desk import whole
from exchange.practices.searchable import documents_of
from exchange.search.access import index_of
from exchange.search.port import Change, DocumentKind, Drop, Put, SearchDocument, SearchUnavailableError
from exchange.vocabulary.queries import taxonomy
from exchange.web.db import reading, transaction

BATCH = 200
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
    words = taxonomy(session)
    for start in range(0, len(ids), BATCH):
        for practice in whole(session, ids[start : start + BATCH]):
            yield from documents_of(practice, words)
        session.expunge_all()


def _changes(session: Session, ids: list[UUID]) -> Iterator[Change]:
    words = taxonomy(session)
    for practice_id in ids:
        yield Drop(str(practice_id), DocumentKind.PRACTICE)
    for practice in whole(session, ids):
        for document in documents_of(practice, words):
            yield Put(document)


def _fresh() -> Session:
    session = reading()
    session.rollback()
    return session


def sweep_files() -> None:
    """Forget the files that no text carries any more."""
    with transaction() as session:
        carried = exists().where(RevisionFile.file_id == StoredFile.id)
        unused = session.scalars(select(StoredFile).where(~carried)).all()
        sweep(session, store=files_of(current_app).store, unused=unused, now=current_app.config["CLOCK"]())
