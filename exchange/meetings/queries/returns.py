"""What meetings a practice led to, as a number of institutions for its owner."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import case, distinct, func, or_, select
from sqlalchemy.orm import Session

from exchange.meetings.models import MeetingRequest
from exchange.meetings.states import RequestState
from exchange.practices.models import Practice

_SIDES = (MeetingRequest.from_ministry_id, MeetingRequest.to_ministry_id)
_MET = (RequestState.IN_PROGRESS, RequestState.HELD, RequestState.MINUTES_REVIEW, RequestState.CLOSED)


def institutions_that_met(session: Session, practice_ids: Collection[UUID]) -> Mapping[UUID, int]:
    """Institutions that held a meeting with the owner about the practice, whichever of the two had asked for it."""
    other = case(
        (MeetingRequest.from_ministry_id == Practice.ministry_id, MeetingRequest.to_ministry_id),
        else_=MeetingRequest.from_ministry_id,
    )
    wanted = (
        select(MeetingRequest.practice_id, func.count(distinct(other)))
        .join(Practice, Practice.id == MeetingRequest.practice_id)
        .where(MeetingRequest.practice_id.in_(practice_ids), MeetingRequest.state.in_(_MET))
        .where(or_(*(side == Practice.ministry_id for side in _SIDES)))
        .group_by(MeetingRequest.practice_id)
    )
    return {practice_id: int(number) for practice_id, number in session.execute(wanted)}
