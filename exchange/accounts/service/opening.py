"""Break-glass: who runs the platform looks into a ministry's own things, for a reason, for an hour; it hears of it."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.events import MinistryOpened
from exchange.accounts.models import Ministry, OpenedMinistry
from exchange.audit.service import Act, record
from exchange.kernel.actor import Actor
from exchange.kernel.errors import InvalidError, NotFoundError
from exchange.kernel.events import emit
from exchange.kernel.messages import N_, Message

LASTS = timedelta(hours=1)
SHORTEST_REASON, LONGEST_REASON = 20, 500


def open_ministry(session: Session, *, actor: Actor, ministry_id: UUID, reason: str, now: datetime) -> OpenedMinistry:
    """Let the actor read what the ministry keeps to itself, for an hour. Reading only: no act becomes possible by it.

    Raises:
        NotFoundError: the actor does not run the platform, or there is no such ministry.
        InvalidError: no reason that the ministry could understand.
    """
    if not actor.runs_platform or actor.person_id is None or session.get(Ministry, ministry_id) is None:
        raise NotFoundError
    said = " ".join(reason.split())
    if not SHORTEST_REASON <= len(said) <= LONGEST_REASON:
        raise InvalidError({"reason": Message(N_("Write the reason in a sentence; the ministry reads it."))})
    row = OpenedMinistry(
        person_id=actor.person_id, ministry_id=ministry_id, reason=said, begun_at=now, ends_at=now + LASTS
    )
    session.add(row)
    session.flush()
    act = Act("ministry.opened", "ministry", ministry_id, {"opening": str(row.id)})
    record(session, actor=actor, act=act, now=now, ministry_id=ministry_id)
    emit(session, MinistryOpened(row.id, ministry_id, said, row.ends_at, now))
    return row


def close_ministry(session: Session, *, actor: Actor, ministry_id: UUID, now: datetime) -> None:
    """End the actor's own opening before its hour is over; without one nothing happens."""
    mine = OpenedMinistry.person_id == actor.person_id, OpenedMinistry.ministry_id == ministry_id
    for row in session.scalars(select(OpenedMinistry).where(*mine, OpenedMinistry.ends_at > now)):
        row.close(now)
        act = Act("ministry.closed", "ministry", ministry_id, {"opening": str(row.id)})
        record(session, actor=actor, act=act, now=now, ministry_id=ministry_id)
