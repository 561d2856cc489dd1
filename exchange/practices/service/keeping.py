"""Keep what is published true: confirm it, archive it, and say how a ministry lets its texts out."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.kernel.actor import Actor
from exchange.kernel.errors import ConflictError, InvalidError, RefusedError
from exchange.kernel.events import emit
from exchange.kernel.messages import N_, Message
from exchange.practices import policies
from exchange.practices.events import PracticeArchived, PracticeConfirmed, PracticeEvent
from exchange.practices.models import (
    LONGEST_VALID,
    SHORTEST_VALID,
    ClearingRule,
    Practice,
    PracticeCommand,
    PracticeState,
    is_possible,
)
from exchange.practices.queries.loading import load_for_desk
from exchange.practices.queries.remarks import rule_of

GREY_BEFORE_ARCHIVE = timedelta(days=365)
_DAYS_OF_A_MONTH = 365.25 / 12
NOT_POSSIBLE = Message(N_("This practice is not in the state that you saw. Open it again to see what changed."))
NOT_YOURS = Message(N_("Only the author and the clearing officers of the ministry do this."))


def valid_until(session: Session, practice: Practice, day: date) -> date:
    """Twelve to twenty-four months from the day, as the ministry's rule says (field 38)."""
    months = rule_of(session, practice.ministry_id).months_valid
    return day + timedelta(days=round(months * _DAYS_OF_A_MONTH))


def confirm(session: Session, *, actor: Actor, slug: str, now: datetime) -> Practice:
    """Say that the published text still holds; its dates start anew. Twice on one day is harmless.

    Raises:
        RefusedError: the actor is not of its desk.
        ConflictError: it is not published.
    """
    practice = _opened(session, actor, slug, PracticeCommand.CONFIRM, now)
    if practice.confirmed_on == now.date() and practice.archived_at is None:
        return practice
    practice.confirm(now.date(), valid_until(session, practice, now.date()))
    session.flush()
    _tell(session, PracticeConfirmed, practice, actor, now)
    return practice


def archive(session: Session, *, actor: Actor, slug: str, reason: str, now: datetime) -> Practice:
    """Mark it as no longer kept up to date; it stays readable and citable.

    Raises:
        InvalidError: no reason.
        RefusedError: the actor is not of its desk.
        ConflictError: it is not published, or archived before.
    """
    practice = _opened(session, actor, slug, PracticeCommand.ARCHIVE, now)
    if not reason.strip():
        raise InvalidError({"reason": N_("Say why; your colleagues will see it.")})
    practice.archive(now, reason.strip())
    session.flush()
    _tell(session, PracticeArchived, practice, actor, now)
    return practice


def archive_forgotten(session: Session, *, now: datetime) -> int:
    """Archive what nobody confirmed for a year after it became grey; answers how many. For the worker."""
    limit = now.date() - GREY_BEFORE_ARCHIVE
    wanted = select(Practice).where(
        Practice.state == PracticeState.PUBLISHED, Practice.archived_at.is_(None), Practice.valid_until < limit
    )
    forgotten = list(session.scalars(wanted.order_by(Practice.id)))
    for practice in forgotten:
        practice.archive(now, "")
        session.flush()
        _tell(session, PracticeArchived, practice, Actor.nobody(), now)
    return len(forgotten)


def set_rule(session: Session, *, actor: Actor, asks_editor: bool, months_valid: int) -> None:
    """How the actor's ministry lets its texts out; counts for the next decision.

    Raises:
        RefusedError: the actor does not administer a ministry.
        InvalidError: months outside 12 to 24.
    """
    if actor.ministry_id is None or not policies.can_set_rule(actor, actor.ministry_id):
        raise RefusedError(Message(N_("Only the ministry’s administrator changes this.")))
    if not SHORTEST_VALID <= months_valid <= LONGEST_VALID:
        raise InvalidError({"months_valid": N_("Choose from 12 to 24 months.")})
    session.merge(ClearingRule(ministry_id=actor.ministry_id, asks_editor=asks_editor, months_valid=months_valid))
    session.flush()


def _opened(session: Session, actor: Actor, slug: str, command: PracticeCommand, now: datetime) -> Practice:
    practice = load_for_desk(session, actor=actor, slug=slug)
    if not policies.can_withdraw(actor, practice):
        raise RefusedError(NOT_YOURS)
    if not is_possible(command, practice.life(now.date())):
        raise ConflictError(NOT_POSSIBLE)
    return practice


def _tell(session: Session, kind: type[PracticeEvent], practice: Practice, actor: Actor, now: datetime) -> None:
    emit(session, kind(practice.id, practice.published_revision_id, practice.ministry_id, actor, now))
