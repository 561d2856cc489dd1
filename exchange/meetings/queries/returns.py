"""What meetings a practice led to, as a number of institutions for its owner."""

from uuid import UUID

from sqlalchemy import distinct, func, select
from sqlalchemy.orm import Session

from exchange.meetings.models import MeetingRequest
from exchange.meetings.states import RequestState
from exchange.practices.models import Practice

_MET = (RequestState.AGREED, RequestState.SCHEDULED)


def institutions_that_met(session: Session, practice_id: UUID) -> int:
    """Institutions with an agreed meeting about the practice."""
    wanted = (
        select(func.count(distinct(MeetingRequest.from_ministry_id)))
        .join(Practice, Practice.id == MeetingRequest.practice_id)
        .where(MeetingRequest.practice_id == practice_id, MeetingRequest.state.in_(_MET))
        .where(MeetingRequest.from_ministry_id != Practice.ministry_id)
    )
    return session.scalar(wanted) or 0
