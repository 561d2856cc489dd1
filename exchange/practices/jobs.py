"""Keep the search index equal to the database: apply what changed, rebuild what is missing or damaged."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

import structlog
from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from exchange.accounts.queries import PersonView, people_with, recipient
from exchange.jobs.models import OutboxRow
from exchange.jobs.outbox import forget_done
from exchange.jobs.runner import Task
from exchange.kernel.actor import Role
from exchange.kernel.errors import NotFoundError
from exchange.notifications.service import notify
from exchange.practices import mail, service
from exchange.practices.guards import returns_of
from exchange.practices.models import Practice, PracticeState, PracticeText, Revision
from exchange.practices.models.practice import DUE_WITHIN
from exchange.practices.queries.desk import whole
from exchange.practices.searchable import documents_of, one_for_each
from exchange.search.access import index_of, meaning_of
from exchange.search.background import Merger
from exchange.search.port import (
    Change,
    DocumentKind,
    Drop,
    Progress,
    Put,
    SearchBusyError,
    SearchDocument,
    SearchUnavailableError,
)
from exchange.search.sources import sources_of
from exchange.search.withholding import ADDED, INDEX_JOB
from exchange.vocabulary.queries import forget_taxonomy, taxonomy
from exchange.web.db import reading, transaction

BATCH = 200
_LEARNT_AT_ONCE = 20  # practices
_REMEMBERED = timedelta(days=30)
_FORGOTTEN_AT_ONCE = 1_000  # rows: some milliseconds of the only writing turn
log = structlog.get_logger("exchange.index")
_merger = Merger()
Asked = Mapping[str, str | int | None]  # the payload of a row: see search.withholding.index_job


def index_changed(tasks: Sequence[Task]) -> None:
    """Write the practices of these rows anew, in one commit stamped with the last row.

    Doing the same rows again writes the same documents, so a crash between the index and the outbox does no harm.
    """
    forget_taxonomy()  # another process may have retired a term a moment ago
    try:
        _apply(_fresh(), [task.payload for task in tasks], max(task.number for task in tasks))
    except SearchBusyError:
        raise  # the rows are run again in a moment
    except SearchUnavailableError as error:
        log.warning("index cannot be used, building it anew", error=str(error))
        rebuild()


def rebuild(progress: Progress | None = None) -> int:
    """Build the whole index beside the live one and swap. Returns how many documents it holds."""
    session, index = _fresh(), index_of(current_app)
    index.rebuild(all_documents(session), _last_row(session), progress)  # both of the same snapshot of the database
    _replay(_fresh())
    return index.status().documents


def heal() -> None:
    """Repair the index, or rebuild it when it is missing, foreign, of another analysis or of another database."""
    index, session = index_of(current_app), _fresh()
    try:
        if index.mend():
            log.warning("index was damaged and has been mended")
        _require_not_ahead(session)
        _replay(session)
    except SearchBusyError:
        log.info("index is being written, looked after later")
    except SearchUnavailableError as error:
        log.warning("index cannot be used, building it anew", error=str(error))
        rebuild()


def forget_what_is_done() -> None:
    """Take out of the outbox what was done a month ago and the index has read; the row of its stamp stays."""
    try:
        stamp = index_of(current_app).stamp()
    except SearchUnavailableError:
        return  # it is built anew within a minute
    before, gone = current_app.config["CLOCK"]() - _REMEMBERED, _FORGOTTEN_AT_ONCE
    while gone == _FORGOTTEN_AT_ONCE:
        with transaction() as session:
            gone = forget_done(session, before=before, below=stamp, most=_FORGOTTEN_AT_ONCE)


def _require_not_ahead(session: Session) -> None:
    if index_of(current_app).stamp() > _last_row(session):
        raise SearchUnavailableError("The index is ahead of the database, which was put back.")


def _replay(session: Session) -> None:
    """Apply what was done since the index's stamp: a crash, or a rebuild beside which changes went on."""
    done = select(OutboxRow).where(
        OutboxRow.name == INDEX_JOB, OutboxRow.number > index_of(current_app).stamp(), OutboxRow.done_at.is_not(None)
    )
    rows = list(session.scalars(done.order_by(OutboxRow.number)))
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        _apply(session, [row.payload for row in batch], batch[-1].number)


def _apply(session: Session, asked: Sequence[Asked], stamp: int) -> None:
    index = index_of(current_app)
    index.apply(list(changes(session, asked)), stamp)
    _merger.nudge(index)


def _last_row(session: Session) -> int:
    return session.scalar(select(func.max(OutboxRow.number))) or 0


def archive_forgotten() -> None:
    """Archive what nobody confirmed for a year after it became grey."""
    with transaction() as session:
        count = service.archive_forgotten(session, now=current_app.config["CLOCK"]())
    if count:
        log.info("archived what nobody confirmed", practices=count)


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
    meaning.learn(_documents_with(missing))
    meaning.note(generation)


def _documents_with(keys: Collection[str]) -> Iterator[SearchDocument]:
    ids = sorted({UUID(key.split(":")[1]) for key in keys})
    for start in range(0, len(ids), _LEARNT_AT_ONCE):
        session = _fresh()  # learning takes minutes, and one look for all of it would keep the database's log growing
        found = documents_about(session, ids[start : start + _LEARNT_AT_ONCE])
        yield from (document for document in found if document.key in keys)
        session.expunge_all()


def changes(session: Session, asked: Sequence[Asked]) -> Iterator[Change]:
    """What was asked for whole is written anew with everything about it; of the rest only what was added."""
    whole_ids = dict.fromkeys(UUID(str(one["practice_id"])) for one in asked if not one.get(ADDED))
    for practice_id in whole_ids:
        yield Drop(str(practice_id))
    added = [str(one[ADDED]) for one in asked if one.get(ADDED) and UUID(str(one["practice_id"])) not in whole_ids]
    if whole_ids:
        yield from map(Put, documents_about(session, list(whole_ids)))
    for by_key in sources_of(current_app).by_key if added else ():
        yield from map(Put, by_key(session, added))


def _fresh() -> Session:
    session = reading()
    session.rollback()
    return session


def remind() -> None:
    """Tell the owners of what is due within sixty days or over, once for each date; a leaver's go to administrators."""
    now = current_app.config["CLOCK"]()
    with transaction() as session:
        for practice, title in _published(session, due_by=now.date() + DUE_WITHIN):
            for person in _owners(session, practice):
                if practice.valid_until:
                    notice = mail.due(person, practice, title, practice.valid_until)
                    notify(session, person_id=person.id, notice=notice, now=now)


def tell_returns() -> None:
    """Once a quarter: what came of each practice; nothing is said where nothing came."""
    now = current_app.config["CLOCK"]()
    quarter = f"{now.year}-Q{(now.month + 2) // 3}"
    every = select(Practice.id).where(Practice.state == PracticeState.PUBLISHED).order_by(Practice.id)
    ids = list(reading().scalars(every))
    for start in range(0, len(ids), BATCH):  # a transaction of all practices would keep every other writer waiting
        with transaction() as session:
            counts = returns_of(current_app, session, ids[start : start + BATCH])
            for practice, title in _published(session, among=counts):
                for person in _owners(session, practice):
                    notice = mail.returned(person, practice, title, counts[practice.id], quarter)
                    notify(session, person_id=person.id, notice=notice, now=now)


def _published(
    session: Session, *, due_by: date | None = None, among: Collection[UUID] | None = None
) -> list[tuple[Practice, str]]:
    """Published practices with their official titles; with `due_by` those that are valid no longer than that."""
    wanted = (
        select(Practice, PracticeText.title)
        .join(Revision, Revision.id == Practice.published_revision_id)
        .join(PracticeText, (PracticeText.revision_id == Revision.id) & (PracticeText.language == Revision.language))
        .where(Practice.state == PracticeState.PUBLISHED, Practice.archived_at.is_(None))
    )
    if due_by:
        wanted = wanted.where(Practice.valid_until <= due_by)
    if among is not None:
        wanted = wanted.where(Practice.id.in_(among))
    return [(practice, title) for practice, title in session.execute(wanted)]


def _owners(session: Session, practice: Practice) -> list[PersonView]:
    """Whoever holds the post; the ministry's administrators when nobody does."""
    try:
        return [recipient(session, practice.created_by)] if practice.created_by else _administrators(session, practice)
    except NotFoundError:
        return _administrators(session, practice)


def _administrators(session: Session, practice: Practice) -> list[PersonView]:
    return list(people_with(session, practice.ministry_id, Role.ADMINISTRATOR))
