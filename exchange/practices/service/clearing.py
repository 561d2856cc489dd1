"""Clearance: nothing leaves a ministry without a written OK by somebody who did not write it."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, object_session

from exchange.kernel.actor import Actor
from exchange.kernel.errors import ConflictError, InvalidError, RefusedError
from exchange.kernel.events import emit
from exchange.kernel.messages import N_, Message
from exchange.practices import policies
from exchange.practices.events import (
    PracticePassedOn,
    PracticePublished,
    PracticeRefused,
    PracticeSentBack,
    PracticeSentForClearance,
    PracticeTakenBack,
)
from exchange.practices.models import Practice, PracticePartner, Revision, RevisionState, Stage, Visibility
from exchange.practices.queries.loading import load_for_desk
from exchange.practices.queries.remarks import rule_of
from exchange.practices.service.asking import ask
from exchange.practices.service.drafts import missing
from exchange.practices.service.filling import content_hash, draft_of
from exchange.practices.service.keeping import valid_until
from exchange.practices.service.writing import SAVED_BEFORE, editable

VALID_FOR = timedelta(days=730)  # field 38: twelve to twenty-four months
_FIRST_NUMBER = 100_000
NOT_THE_CLEARED = Message(N_("This text is not the one that the ministry cleared. Send it back to its author."))
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


def take_back(session: Session, *, actor: Actor, slug: str, now: datetime) -> Revision:
    """Let the author write again before anybody has decided. Taking back what is with the author changes nothing.

    Raises:
        RefusedError: the actor does not write this text.
        ConflictError: it is cleared.
    """
    practice = load_for_desk(session, actor=actor, slug=slug)
    revision = practice.revisions[-1]
    if not policies.can_edit(actor, practice):
        raise RefusedError(Message(N_("Only the author and the ministry’s administrator write this text.")))
    if revision.is_open:
        return revision
    revision.take_back()
    session.flush()
    emit(session, PracticeTakenBack(practice.id, revision.id, practice.ministry_id, actor, now))
    return revision


def clear(
    session: Session, *, actor: Actor, slug: str, document_number: str, now: datetime, expected_version: int
) -> Practice:
    """Give the ministry's written OK: readers see the text from now on, or after the editor where the ministry asks.

    Clearing twice is harmless.

    Raises:
        RefusedError: the actor wrote or sent the text, or does not clear for this ministry.
        ConflictError: the text is not the one that the officer saw.
        InvalidError: no document number.
    """
    practice, revision = _in_clearance(session, actor, slug)
    if revision.cleared_by == actor.person_id and revision.stage in (Stage.CLEARED, Stage.WITH_EDITOR):
        return practice
    _require_decider(policies.can_clear(actor, practice, revision), revision, expected_version)
    number = document_number.strip()
    if not number:
        raise InvalidError({"document_number": N_("Give the number of the written OK inside your ministry.")})
    mark = content_hash(draft_of(revision, practice.country))
    facts = {"by": actor.person_id, "now": now, "document_number": number, "content_hash": mark}
    if rule_of(session, practice.ministry_id).asks_editor:
        revision.ask_editor(**facts)  # type: ignore[arg-type]  # one value for each of its parameters
        session.flush()
        emit(session, PracticePassedOn(practice.id, revision.id, practice.ministry_id, actor, now, mark, number))
        return practice
    revision.clear(**facts)  # type: ignore[arg-type]  # the same
    return _published(session, practice, revision, actor, now)


def let_out(session: Session, *, actor: Actor, slug: str, now: datetime, expected_version: int) -> Practice:
    """The editor has no question left: readers see the text that the ministry cleared, and no other (trust.md I9).

    Raises:
        RefusedError: the actor wrote or cleared the text, or does not clear for this ministry.
        ConflictError: the text is not the one that was cleared, or not the one that the editor saw.
    """
    practice, revision = _in_clearance(session, actor, slug)
    _require_decider(policies.can_let_out(actor, practice, revision), revision, expected_version)
    if content_hash(draft_of(revision, practice.country)) != revision.content_hash:
        raise ConflictError(NOT_THE_CLEARED)
    revision.let_out()
    return _published(session, practice, revision, actor, now)


def send_back(
    session: Session,
    *,
    actor: Actor,
    slug: str,
    remark: str,
    now: datetime,
    expected_version: int,
    questions: Mapping[str, str] | None = None,
) -> Practice:
    """Return the text to its author with a remark, or with questions about fields.

    Raises:
        InvalidError: neither a remark nor a question.
    """
    practice, revision = _in_clearance(session, actor, slug)
    _require_decider(policies.can_decide(actor, practice, revision), revision, expected_version)
    asked = ask(session, actor=actor, practice=practice, revision=revision, questions=questions or {}, now=now)
    if not remark.strip() and not asked:
        raise InvalidError({"remark": N_("Write what the author is to change or answer.")})
    revision.send_back(remark.strip())
    session.flush()
    emit(session, PracticeSentBack(practice.id, revision.id, practice.ministry_id, actor, now))
    return practice


def _published(session: Session, practice: Practice, revision: Revision, actor: Actor, now: datetime) -> Practice:
    publish(practice, revision, now)
    practice.valid_until = valid_until(session, practice, now.date())
    session.flush()
    mark, number = revision.content_hash or "", revision.document_number or ""
    emit(session, PracticePublished(practice.id, revision.id, practice.ministry_id, actor, now, mark, number))
    return practice


def refuse(session: Session, *, actor: Actor, slug: str, reason: str, now: datetime, expected_version: int) -> Practice:
    """Keep the text inside the ministry. What is published stays; a new version begins from that again.

    Raises:
        RefusedError: the actor wrote or sent the text, or does not clear for this ministry.
        ConflictError: the text is not the one that the officer saw.
        InvalidError: no reason.
    """
    practice, revision = _in_clearance(session, actor, slug)
    _require_decider(policies.can_decide(actor, practice, revision), revision, expected_version)
    if not reason.strip():
        raise InvalidError({"remark": N_("Say why the text is refused; its author reads it.")})
    revision.refuse(reason.strip())
    session.flush()
    emit(session, PracticeRefused(practice.id, revision.id, practice.ministry_id, actor, now))
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


def _require_decider(may: bool, revision: Revision, expected_version: int) -> None:  # noqa: FBT001 - what a policy says
    revision.require_seen(expected_version)
    if not may:
        raise RefusedError(NOT_YOURS)
