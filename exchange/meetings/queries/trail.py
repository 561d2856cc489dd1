"""What was done with one meeting, as both sides may read and export it: sealed rows of the audit trail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from exchange.accounts.queries import PostView, post_views
from exchange.audit.models import AuditRow
from exchange.audit.service import seal_of
from exchange.kernel.actor import Actor
from exchange.kernel.errors import NotFoundError
from exchange.meetings import policies
from exchange.meetings.queries.page import readable

FIRST_SEAL = "0" * 64


@dataclass(frozen=True)
class TrailRow:
    """One act. `holds`: its seal is that of its content and of the row before it, as they stand now."""

    number: int
    at: datetime
    action: str
    post: PostView | None
    actor_id: UUID | None
    ministry_id: UUID | None
    facts: dict[str, Any]
    seal_before: str
    seal: str
    holds: bool


def trail_of(session: Session, *, actor: Actor, request_id: UUID) -> tuple[TrailRow, ...]:
    """Every act on the meeting, oldest first; for those who speak for one of its sides.

    Raises:
        NotFoundError: no such meeting, or the actor does not speak for a side of it.
    """
    request = readable(session, actor=actor, request_id=request_id)
    if not policies.sides_of(actor, request):
        raise NotFoundError
    before = aliased(AuditRow)
    query = (
        select(AuditRow, before.seal)
        .outerjoin(before, before.number == AuditRow.number - 1)
        .where(AuditRow.subject_kind == "meeting", AuditRow.subject_id == str(request.id))
        .order_by(AuditRow.number)
    )
    rows: Sequence[tuple[AuditRow, str | None]] = [(row, seal) for row, seal in session.execute(query)]
    posts = post_views(session, {row.actor_id for row, _ in rows if row.actor_id})
    return tuple(_row(row, seal or FIRST_SEAL, posts) for row, seal in rows)


def _row(row: AuditRow, seal_before: str, posts: dict[UUID, PostView]) -> TrailRow:
    return TrailRow(
        number=row.number,
        at=row.at,
        action=row.action,
        post=posts.get(row.actor_id) if row.actor_id else None,
        actor_id=row.actor_id,
        ministry_id=row.ministry_id,
        facts=dict(row.facts),
        seal_before=seal_before,
        seal=row.seal,
        holds=row.seal == seal_of(row, seal_before),
    )
