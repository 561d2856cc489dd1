"""How a ministry's desk handles its meetings."""

from uuid import UUID

from sqlalchemy.orm import Session

from exchange.meetings.models import MeetingDesk


def clears_requests(session: Session, ministry_id: UUID) -> bool:
    """Whether requests of the ministry are cleared by its desk before they leave."""
    desk = session.get(MeetingDesk, ministry_id)
    return desk is not None and desk.clears_requests
