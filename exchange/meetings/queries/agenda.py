"""The agenda as the reader may know it: a practice that is no longer shown to the reader is not named."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.kernel.actor import Actor
from exchange.meetings.models import AgendaItem
from exchange.meetings.queries.sides import Side, Sides
from exchange.practices.queries import PracticeBrief, briefs


@dataclass(frozen=True)
class PointView:
    """One point."""

    title: str
    language: str
    minutes: int
    presenter: Side | None
    practice: PracticeBrief | None
    revision: int


def agenda(
    session: Session,
    *,
    actor: Actor,
    request_id: UUID,
    sides: Sides,
    language: str,
    known: PracticeBrief | None = None,
) -> tuple[PointView, ...]:
    """The points in order. One query, and one more where practices are named that are not `known` already."""
    wanted = select(AgendaItem).where(AgendaItem.request_id == request_id).order_by(AgendaItem.position)
    items = session.scalars(wanted).all()
    named = {item.practice_id for item in items if item.practice_id}
    practices = {known.id: known} if known else {}
    practices |= briefs(session, actor=actor, ids=named - practices.keys(), language=language)
    return tuple(
        PointView(
            title=item.title,
            language=item.language,
            minutes=item.minutes,
            presenter=sides.of(item.ministry_id) if item.ministry_id else None,
            practice=practices.get(item.practice_id) if item.practice_id else None,
            revision=item.practice_revision or 0,
        )
        for item in items
    )
