"""Reads of the board."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from exchange.accounts.queries import MinistryView, ministry_view
from exchange.kernel.actor import Actor
from exchange.kernel.errors import NotFoundError
from exchange.kernel.translated import Translated
from exchange.needs.models import Need, NeedCircle
from exchange.needs.policies import can_close, readable_by

MOST_NEEDS = 100


@dataclass(frozen=True)
class NeedView:
    """A need as its reader sees it."""

    id: UUID
    ministry: MinistryView
    post: Translated
    title: str
    text: str
    language: str
    circle: NeedCircle
    made_at: datetime
    is_closed: bool
    is_sample: bool
    can_close: bool


def board(session: Session, *, actor: Actor) -> tuple[NeedView, ...]:
    """Open needs that the actor may read, newest first, at most 100."""
    wanted = select(Need).where(readable_by(actor), Need.closed_at.is_(None)).options(joinedload(Need.ministry))
    rows = session.scalars(wanted.order_by(Need.made_at.desc(), Need.id).limit(MOST_NEEDS))
    return tuple(_view(row, actor) for row in rows)


def need(session: Session, *, actor: Actor, need_id: UUID) -> NeedView:
    """One need.

    Raises:
        NotFoundError: there is none, or the actor may not know of it.
    """
    wanted = select(Need).where(Need.id == need_id, readable_by(actor)).options(joinedload(Need.ministry))
    row = session.scalars(wanted).one_or_none()
    if row is None:
        raise NotFoundError
    return _view(row, actor)


def _view(row: Need, actor: Actor) -> NeedView:
    return NeedView(
        id=row.id,
        ministry=ministry_view(row.ministry),
        post=row.post,
        title=row.title,
        text=row.text,
        language=row.language,
        circle=row.circle,
        made_at=row.made_at,
        is_closed=row.closed_at is not None,
        is_sample=row.is_sample,
        can_close=can_close(actor, row),
    )


def knowable(actor: Actor, ids: Collection[UUID]) -> Select[UUID]:
    """Those of the needs that the actor may know of; the guard of notices."""
    return select(Need.id).where(Need.id.in_(ids), readable_by(actor))
