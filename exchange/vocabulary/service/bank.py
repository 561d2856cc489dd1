"""Changes of the term bank by administrators. A change counts from the next query on; nothing is indexed anew."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from exchange.audit.service import Act, record
from exchange.kernel.actor import Actor
from exchange.kernel.errors import ConflictError, InvalidError, NotFoundError
from exchange.kernel.languages import fold
from exchange.kernel.messages import N_
from exchange.kernel.translated import Translated
from exchange.vocabulary.concepts import Concept, shipped_bank
from exchange.vocabulary.models import StoredConcept
from exchange.vocabulary.policies import can_edit_bank
from exchange.vocabulary.queries import concept_of

LONGEST_ID, LONGEST_LABELS, LONGEST_NOTE = 64, 1000, 500
_ID = re.compile(r"^[a-z0-9_]{2,64}$")


@dataclass(frozen=True)
class Imported:
    """What an import did."""

    added: int
    changed: int
    unchanged: int


def fill_bank(session: Session, *, now: datetime) -> int:
    """Bring the shipped bank into an empty table; a bank that stands is left alone. Returns how many were added."""
    if session.scalar(select(func.count()).select_from(StoredConcept)):
        return 0
    return sum(_write(session, concept, 1, now) for concept in shipped_bank())


def save_concept(session: Session, *, actor: Actor, concept: Concept, version: int | None, now: datetime) -> None:
    """Change a concept, or make it when `version` is None.

    Raises:
        NotFoundError: the actor does not run the platform, or there is no such concept to change.
        ConflictError: somebody changed it since `version`.
        InvalidError: a name that is taken or malformed, no label, a circle of wider concepts.
    """
    _require(actor)
    fill_bank(session, now=now)
    standing = session.get(StoredConcept, concept.concept_id)
    if version is None and standing is not None and not standing.is_retired:
        raise InvalidError({"concept_id": N_("There is a concept of this name already.")})
    if version is not None and standing is None:
        raise NotFoundError
    if standing is not None and version is not None and standing.version != version:
        raise ConflictError
    _check(session, concept)
    _write(session, concept, _next_edition(session), now)
    _note(session, actor, "concept.changed" if standing else "concept.added", concept.concept_id, now)


def retire_concept(session: Session, *, actor: Actor, concept_id: str, now: datetime) -> None:
    """Take a concept out of use. Its name is never given to another one.

    Raises:
        NotFoundError: there is none, or the actor does not run the platform.
    """
    _require(actor)
    fill_bank(session, now=now)
    standing = session.get(StoredConcept, concept_id)
    if standing is None or standing.is_retired:
        raise NotFoundError
    standing.retire(_next_edition(session), now)
    _note(session, actor, "concept.retired", concept_id, now)


def import_bank(session: Session, *, actor: Actor, concepts: Iterable[Concept], now: datetime) -> Imported:
    """Add or change every concept of a file, all or none; concepts that it does not name stay.

    Raises:
        NotFoundError: the actor does not run the platform.
        InvalidError: a concept that cannot be saved, named in the message.
    """
    _require(actor)
    fill_bank(session, now=now)
    edition = _next_edition(session)
    added = changed = unchanged = 0
    listed = list(concepts)
    for concept in listed:
        standing = session.get(StoredConcept, concept.concept_id)
        if standing is not None and not standing.is_retired and concept_of(standing) == concept:
            unchanged += 1
            continue
        added, changed = added + (standing is None), changed + (standing is not None)
        _write(session, concept, edition, now)
    session.flush()
    for concept in listed:
        _check(session, concept)
    _note(session, actor, "concepts.imported", "bank", now, added=added, changed=changed)
    return Imported(added, changed, unchanged)


def _require(actor: Actor) -> None:
    if not can_edit_bank(actor):
        raise NotFoundError


def _check(session: Session, concept: Concept) -> None:
    if not _ID.match(concept.concept_id):
        raise InvalidError({"concept_id": N_("A name has 2 to 64 small Latin letters, digits and underscores.")})
    if not any(concept.labels.values()):
        raise InvalidError({"en": N_("Write a label in at least one language.")})
    for language, labels in concept.labels.items():
        if len({fold(label) for label in labels}) < len(labels):
            raise InvalidError({language.value: N_("A label stands twice; without diacritics they are the same.")})
    if concept.broader and not _is_above(session, concept):
        raise InvalidError({"broader": N_("There is no such wider concept, or it is narrower than this one.")})


def _is_above(session: Session, concept: Concept) -> bool:
    """Whether the wider concept exists and the way up from it never comes back here."""
    seen, above = {concept.concept_id}, concept.broader
    while above:
        row = session.get(StoredConcept, above)
        if above in seen or row is None:
            return False
        seen.add(above)
        above = row.broader
    return True


def _write(session: Session, concept: Concept, edition: int, now: datetime) -> bool:
    row = session.get(StoredConcept, concept.concept_id)
    if row is None:
        row = StoredConcept(concept_id=concept.concept_id, version=0)
        session.add(row)
    row.domain, row.broader, row.is_certain = concept.domain, concept.broader, concept.is_certain
    row.labels = {language.value: list(labels) for language, labels in concept.labels.items() if labels}
    row.notes = Translated(concept.notes)
    row.reviewed = sorted(language.value for language in concept.reviewed)
    row.is_retired, row.edition, row.changed_at = False, edition, now
    row.version += 1
    return True


def _next_edition(session: Session) -> int:
    return (session.scalar(select(func.max(StoredConcept.edition))) or 0) + 1


def _note(session: Session, actor: Actor, action: str, subject: str, now: datetime, **facts: int) -> None:
    record(session, actor=actor, act=Act(action, "concept", subject, dict(facts)), now=now)
