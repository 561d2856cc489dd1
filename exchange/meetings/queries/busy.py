"""Hours in which people are held by agreed meetings."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.meetings.models import Hold, ResourceKind


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
