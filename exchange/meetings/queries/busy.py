"""Hours in which people are held by agreed meetings, and those that they have offered and nobody has taken yet."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from exchange.meetings.models import Hold, MeetingRequest, Proposal, ResourceKind, Slot, quarters
from exchange.meetings.states import OPEN, RequestState


def taken_quarters(
    session: Session, people: Collection[UUID], *, since: datetime, until: datetime
) -> frozenset[datetime]:
    """The quarter hours in which one of the people is in an agreed meeting."""
    wanted = select(Hold.quarter_hour).where(
        Hold.resource_kind == ResourceKind.PERSON,
        Hold.resource_id.in_(people),
        Hold.quarter_hour >= since,
        Hold.quarter_hour < until,
    )
    return frozenset(session.scalars(wanted.distinct()))


def offered_quarters(
    session: Session, people: Collection[UUID], *, since: datetime, until: datetime, but_for: UUID | None = None
) -> frozenset[datetime]:
    """The quarter hours that one of the people has on offer in another request: tentative, never a reason to refuse.

    Read from the current proposals themselves, so an offer ends with its proposal, its request, or its hour.
    """
    current = and_(Proposal.request_id == MeetingRequest.id, Proposal.number == MeetingRequest.proposal_no)
    wanted = (
        select(Slot.starts_at, Slot.minutes)
        .join(Proposal, Slot.proposal_id == Proposal.id)
        .join(MeetingRequest, current)
        .where(Proposal.person_id.in_(people), MeetingRequest.state.in_(OPEN | {RequestState.RESCHEDULING}))
        .where(Slot.starts_at >= since, Slot.starts_at < until)
    )
    if but_for is not None:
        wanted = wanted.where(MeetingRequest.id != but_for)
    return frozenset(quarter for start, minutes in session.execute(wanted) for quarter in quarters(start, minutes))
