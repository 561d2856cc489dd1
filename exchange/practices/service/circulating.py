"""Who may read what is published: withdraw it, narrow it, widen it. Counts at the next request (trust.md I4)."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from exchange.kernel.actor import Actor
from exchange.kernel.errors import InvalidError, RefusedError
from exchange.kernel.events import emit
from exchange.kernel.messages import N_, Message
from exchange.practices import policies
from exchange.practices.events import CirculationChanged, PracticeWithdrawn
from exchange.practices.models import Practice, PracticePartner, PracticeState, Visibility
from exchange.practices.queries.loading import load_for_desk


def withdraw(session: Session, *, actor: Actor, slug: str, reason: str, now: datetime) -> Practice:
    """Take the practice from its readers. Withdrawing twice keeps the first date and reason.

    Raises:
        InvalidError: no reason.
        RefusedError: the actor may not withdraw it.
    """
    practice = load_for_desk(session, actor=actor, slug=slug)
    if not policies.can_withdraw(actor, practice):
        raise RefusedError(
            Message(N_("Only the author and the clearing officers of the ministry withdraw a practice."))
        )
    if practice.state is not PracticeState.PUBLISHED:
        return practice
    if not reason.strip():
        raise InvalidError({"reason": N_("Say why; your colleagues will see it.")})
    practice.withdraw(now, reason.strip())
    session.flush()
    revision_id = practice.published_revision_id
    emit(session, PracticeWithdrawn(practice.id, revision_id, practice.ministry_id, actor, now))
    return practice


def change_circulation(
    session: Session, *, actor: Actor, slug: str, visibility: Visibility, partners: Iterable[UUID], now: datetime
) -> Practice:
    """Narrow or widen who reads. Narrowing is the author's too; widening is clearing, never by the one who wrote.

    Raises:
        RefusedError: the actor may not make this change.
        InvalidError: "named partners" without a name.
    """
    practice = load_for_desk(session, actor=actor, slug=slug)
    named = set(partners) if visibility is Visibility.PARTNERS else set()
    if visibility is Visibility.PARTNERS and not named:
        raise InvalidError({"visibility": N_("Name the ministries that may read the practice.")})
    _require_right(actor, practice, visibility, named)
    before, standing = practice.visibility, {partner.ministry_id: partner for partner in practice.partners}
    practice.visibility = visibility
    practice.partners = [standing.get(ministry) or PracticePartner(ministry_id=ministry) for ministry in named]
    session.flush()
    facts = {"before": before.value, "after": visibility.value}
    revision_id = practice.published_revision_id
    emit(session, CirculationChanged(practice.id, revision_id, practice.ministry_id, actor, now, **facts))
    return practice


def _require_right(actor: Actor, practice: Practice, visibility: Visibility, named: set[UUID]) -> None:
    standing = {partner.ministry_id for partner in practice.partners}
    is_wider = visibility.width > practice.visibility.width or bool(
        visibility is Visibility.PARTNERS and practice.visibility is Visibility.PARTNERS and named - standing
    )
    allowed = policies.can_widen(actor, practice) if is_wider else policies.can_withdraw(actor, practice)
    if not allowed:
        raise RefusedError(
            Message(N_("Widening the circle of readers is decided by a clearing officer, not by the author."))
        )
