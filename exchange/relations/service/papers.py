"""Hang papers on an entry of a dossier: the memorandum in each language; take one off and bring it back."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from exchange.audit.service import Act, record
from exchange.files.service import Received, keep
from exchange.kernel.actor import Actor
from exchange.kernel.errors import InvalidError, NotFoundError
from exchange.kernel.languages import Language
from exchange.kernel.messages import N_, Message
from exchange.relations.models import Relation, RelationEvent, RelationFile
from exchange.relations.policies import can_enter, events_readable_by

MOST_PAPERS = 12


@dataclass(frozen=True)
class PaperDraft:
    """A paper as described by who attaches it. `key`: of the form; the same one twice is one paper."""

    title: str
    language: Language
    key: str


def attach_paper(
    session: Session, *, actor: Actor, entry_id: UUID, received: Received, draft: PaperDraft, now: datetime
) -> None:
    """Hang a received file on an entry; the same form sent twice hangs one.

    Raises:
        NotFoundError: no such entry, or the actor keeps it for neither of the two.
        InvalidError: the entry carries twelve already.
    """
    event, own_id = _entry(session, actor, entry_id)
    of_it = RelationFile.event_id == event.id
    if session.scalar(select(RelationFile).where(of_it, RelationFile.key == draft.key)):
        return
    if (session.scalar(select(func.count()).select_from(RelationFile).where(of_it)) or 0) >= MOST_PAPERS:
        raise InvalidError({"file": Message(N_("An entry carries at most twelve papers. Take one off first."))})
    file = keep(session, received, by=actor.person_id, now=now)
    row = RelationFile(
        event_id=event.id,
        file_id=file.id,
        key=draft.key,
        language=draft.language.value,
        title=draft.title,
        added_for=own_id,
        added_at=now,
    )
    session.add(row)
    session.flush()
    record(session, actor=actor, act=Act("dossier.paper_added", "relation_event", event.id), now=now)


def set_paper_aside(
    session: Session, *, actor: Actor, entry_id: UUID, file_id: UUID, is_off: bool, now: datetime
) -> None:
    """Take a paper of one's own ministry off its entry, or bring it back; twice is harmless.

    Raises:
        NotFoundError: no such paper, or another ministry attached it.
    """
    event, _own_id = _entry(session, actor, entry_id)
    row = session.get(RelationFile, (event.id, file_id))
    if row is None or not can_enter(actor, (row.added_for,)):
        raise NotFoundError
    if (row.removed_at is not None) is is_off:
        return
    row.removed_at = now if is_off else None
    act = "dossier.paper_removed" if is_off else "dossier.paper_restored"
    record(session, actor=actor, act=Act(act, "relation_event", event.id), now=now)


def _entry(session: Session, actor: Actor, entry_id: UUID) -> tuple[RelationEvent, UUID]:
    """The entry and the ministry that the actor acts for."""
    wanted = (
        select(RelationEvent, Relation)
        .join(Relation, Relation.id == RelationEvent.relation_id)
        .where(RelationEvent.id == entry_id, events_readable_by(actor))
    )
    found = session.execute(wanted).one_or_none()
    event, relation = found or (None, None)
    own = next((one for one in sorted(relation.parties) if can_enter(actor, (one,))), None) if relation else None
    if event is None or own is None:
        raise NotFoundError
    return event, own
