"""Who may read what is published: withdraw it, narrow it, widen it. Counts at the next request (trust.md I4)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from exchange.kernel.actor import Actor
from exchange.kernel.errors import ConflictError, InvalidError, NotFoundError, RefusedError
from exchange.kernel.events import emit
from exchange.kernel.messages import N_, Message
from exchange.practices import policies
from exchange.practices.events import CirculationChanged, PracticeWithdrawn, VersionClosed
from exchange.practices.models import Practice, PracticePartner, PracticeState, Revision, RevisionState, Visibility
from exchange.practices.queries.loading import load_for_desk
from exchange.practices.service.circles import Circle, stored_circles


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
    session: Session,
    *,
    actor: Actor,
    slug: str,
    visibility: Visibility,
    partners: Iterable[UUID],
    now: datetime,
    parts: Mapping[str, Visibility] | None = None,
    is_confirmed: bool = True,
) -> Practice:
    """Narrow or widen who reads. Narrowing is the author's too; widening is clearing, never by the one who wrote.

    Args:
        parts: the narrower circles of sections and COSTS; None leaves them as they are.
        is_confirmed: whether the actor was told who will read more. Narrowing does not ask.

    Raises:
        RefusedError: the actor may not make this change.
        InvalidError: "named partners" without a name, or wider without being confirmed.
    """
    practice = load_for_desk(session, actor=actor, slug=slug)
    wanted = circle_asked(practice, visibility, partners, parts)
    if wanted.needs_partners and not wanted.partners:
        raise InvalidError({"visibility": N_("Name the ministries that may read the practice.")})
    gained = wanted.gained_over(circle_now(practice))
    _require_right(actor, practice, is_wider=bool(gained))
    if gained and not is_confirmed:
        raise InvalidError({"confirm": N_("Confirm that more people may read it.")})
    before = circle_now(practice)
    if wanted == before:
        return practice
    _apply(practice, wanted)
    session.flush()
    facts = {"before": before.as_words(), "after": wanted.as_words()}
    revision_id = practice.published_revision_id
    emit(session, CirculationChanged(practice.id, revision_id, practice.ministry_id, actor, now, **facts))
    return practice


def close_version(session: Session, *, actor: Actor, slug: str, number: int, now: datetime) -> Revision:
    """Let none but the ministry's own desk read an older version from the next request on. Closing twice is harmless.

    Raises:
        NotFoundError: there is no such version.
        RefusedError: the actor may not withdraw what the ministry has published.
        ConflictError: it is the version that is published now; withdraw the practice instead.
    """
    practice = load_for_desk(session, actor=actor, slug=slug)
    revision = next((one for one in practice.revisions if one.number == number), None)
    if revision is None or revision.state is not RevisionState.CLEARED:
        raise NotFoundError
    if not policies.can_withdraw(actor, practice):
        raise RefusedError(Message(N_("Only the author and the clearing officers of the ministry close a version.")))
    if revision.id == practice.published_revision_id:
        raise ConflictError(Message(N_("This version is the published one. Withdraw or narrow the practice instead.")))
    if revision.last_circle:
        revision.close()
        session.flush()
        emit(session, VersionClosed(practice.id, revision.id, practice.ministry_id, actor, now))
    return revision


def circle_now(practice: Practice) -> Circle:
    """Who reads the practice today. Needs `partners` loaded."""
    named = frozenset(partner.ministry_id for partner in practice.partners)
    return Circle(practice.visibility, named, stored_circles(practice.field_visibility))


def circle_asked(
    practice: Practice, visibility: Visibility, partners: Iterable[UUID], parts: Mapping[str, Visibility] | None
) -> Circle:
    """Who would read it. Names that no circle uses are dropped."""
    own = stored_circles(practice.field_visibility) if parts is None else dict(parts)
    asked = Circle(visibility, frozenset(partners), own)
    return asked if asked.needs_partners else replace(asked, partners=frozenset())


def _apply(practice: Practice, wanted: Circle) -> None:
    standing = {partner.ministry_id: partner for partner in practice.partners}
    practice.visibility = wanted.visibility
    practice.field_visibility = {part: circle.value for part, circle in wanted.parts.items()}
    practice.partners = [standing.get(one) or PracticePartner(ministry_id=one) for one in sorted(wanted.partners)]


def _require_right(actor: Actor, practice: Practice, *, is_wider: bool) -> None:
    allowed = policies.can_widen(actor, practice) if is_wider else policies.can_withdraw(actor, practice)
    if not allowed:
        raise RefusedError(
            Message(N_("Widening the circle of readers is decided by a clearing officer, not by the author."))
        )
