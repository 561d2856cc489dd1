"""Clearance: nothing leaves a ministry without a written OK by somebody who did not write it."""

import secrets
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, object_session

from exchange.kernel.actor import Actor
from exchange.kernel.errors import ConflictError, InvalidError, RefusedError
from exchange.kernel.events import emit
from exchange.kernel.messages import N_, Message
from exchange.practices import policies
from exchange.practices.events import PracticePublished, PracticeSentBack, PracticeSentForClearance
from exchange.practices.models import Practice, PracticePartner, Revision, RevisionState, Visibility
from exchange.practices.queries.loading import load_for_desk
from exchange.practices.service.drafts import missing
from exchange.practices.service.filling import content_hash, draft_of
from exchange.practices.service.writing import SAVED_BEFORE, editable

VALID_FOR = timedelta(days=730)  # field 38: twelve to twenty-four months
_FIRST_NUMBER = 100_000
NOT_YOURS = Message(N_("Somebody else of your ministry clears this text: nobody clears what they wrote."))


def send_for_clearance(
    session: Session, *, actor: Actor, slug: str, now: datetime, expected_version: int | None = None
) -> Revision:
    """Hand the newest text to the clearing officers. Sending what is with them already changes nothing.

    Raises:
        InvalidError: one sentence for each field of the card that is missing.
        ConflictError: the text is not the one that the author saw.
    """
    practice = load_for_desk(session, actor=actor, slug=slug)
    newest = practice.revisions[-1]
    if newest.state is RevisionState.IN_CLEARANCE and policies.can_edit(actor, practice):
        return newest
    revision = editable(practice, actor)
    if expected_version not in (None, revision.version):
        raise ConflictError(SAVED_BEFORE)
    lacking = missing(draft_of(revision, practice.country))
    if lacking:
        raise InvalidError(lacking)
    if actor.person_id is not None:
        revision.send(actor.person_id, now)
    session.flush()
    emit(session, PracticeSentForClearance(practice.id, revision.id, practice.ministry_id, actor, now))
    return revision


def clear(
    session: Session, *, actor: Actor, slug: str, document_number: str, now: datetime, expected_version: int
) -> Practice:
    """Give the ministry's written OK: the text is what readers see from now on. Clearing twice is harmless.

    Raises:
        RefusedError: the actor wrote or sent the text, or does not clear for this ministry.
        ConflictError: the text is not the one that the officer saw.
        InvalidError: no document number.
    """
    practice, revision = _in_clearance(session, actor, slug)
    if revision.state is RevisionState.CLEARED and revision.cleared_by == actor.person_id:
        return practice
    _require_clearer(actor, practice, revision, expected_version)
    if not document_number.strip():
        raise InvalidError({"document_number": N_("Give the number of the written OK inside your ministry.")})
    mark = content_hash(draft_of(revision, practice.country))
    revision.clear(by=actor.person_id, now=now, document_number=document_number.strip(), content_hash=mark)
    publish(practice, revision, now)
    session.flush()
    number = document_number.strip()
    emit(session, PracticePublished(practice.id, revision.id, practice.ministry_id, actor, now, mark, number))
    return practice


def send_back(
    session: Session, *, actor: Actor, slug: str, remark: str, now: datetime, expected_version: int
) -> Practice:
    """Return the text to its author with a remark.

    Raises:
        InvalidError: no remark.
    """
    practice, revision = _in_clearance(session, actor, slug)
    _require_clearer(actor, practice, revision, expected_version)
    if not remark.strip():
        raise InvalidError({"remark": N_("Write what the author is to change or answer.")})
    revision.send_back(remark.strip())
    session.flush()
    emit(session, PracticeSentBack(practice.id, revision.id, practice.ministry_id, actor, now))
    return practice


def publish(practice: Practice, revision: Revision, now: datetime) -> None:
    """Let the cleared revision and the circulation that was asked with it count."""
    practice.publish(revision, now)
    practice.number = practice.number or _permanent_number(practice)
    practice.visibility = revision.visibility or Visibility.MINISTRY
    practice.field_visibility = dict(revision.field_visibility)
    named = draft_of(revision, practice.country).partners
    standing = {partner.ministry_id: partner for partner in practice.partners}
    practice.partners = [standing.get(ministry) or PracticePartner(ministry_id=ministry) for ministry in named]
    practice.confirmed_on = now.date()
    practice.valid_until = _valid_until(now.date())


def _permanent_number(practice: Practice) -> int:
    """Six digits by chance: numbers in a row would tell how many practices others keep to themselves (I2)."""
    session = object_session(practice)
    while True:
        number = _FIRST_NUMBER + secrets.randbelow(9 * _FIRST_NUMBER)
        if session is None or not session.scalar(select(Practice.id).where(Practice.number == number)):
            return number


def _valid_until(day: date) -> date:
    return day + VALID_FOR


def _in_clearance(session: Session, actor: Actor, slug: str) -> tuple[Practice, Revision]:
    practice = load_for_desk(session, actor=actor, slug=slug)
    return practice, practice.revisions[-1]


def _require_clearer(actor: Actor, practice: Practice, revision: Revision, expected_version: int) -> None:
    revision.require_seen(expected_version)
    if not policies.can_clear(actor, practice, revision):
        raise RefusedError(NOT_YOURS)
