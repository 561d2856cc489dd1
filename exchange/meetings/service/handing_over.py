"""What a leaver had asked other ministries for goes on with the successor. What others ask is addressed to posts."""

from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from exchange.meetings.models import MeetingRequest
from exchange.meetings.states import ENDED


def hand_over_requests(session: Session, *, leaver_id: UUID, successor_id: UUID, ministry_id: UUID) -> int:
    """Drafts and open requests of the leaver for this ministry are the successor's; how many.

    Who takes part in a meeting that stands is changed by its organizers: the other side was told who comes.
    """
    open_ones = (
        MeetingRequest.requester_id == leaver_id,
        MeetingRequest.from_ministry_id == ministry_id,
        MeetingRequest.state.not_in(ENDED),
    )
    moved = session.execute(update(MeetingRequest).where(*open_ones).values(requester_id=successor_id))
    return int(getattr(moved, "rowcount", 0))
