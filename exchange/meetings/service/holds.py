"""Quarter hours held for people: inserted in the transaction that agrees, refused by the primary key."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from exchange.kernel.errors import ConflictError
from exchange.kernel.messages import N_
from exchange.meetings.models import Hold, Meeting, ResourceKind, quarters

TAKEN = N_("Someone who would take part is already in another meeting at that time. Choose another time.")


def hold_people(session: Session, meeting: Meeting, person_ids: Iterable[UUID]) -> None:
    """Hold the meeting's time for each of the people.

    Raises:
        ConflictError: one of them is already held by another meeting. Whom, is not said: the other side may not know.
    """
    rows = [
        Hold(
            resource_kind=ResourceKind.PERSON,
            resource_id=person_id,
            quarter_hour=quarter,
            request_id=meeting.request_id,
        )
        for person_id in person_ids
        for quarter in quarters(meeting.starts_at, meeting.minutes)
    ]
    try:
        with session.begin_nested():
            session.add_all(rows)
            session.flush()
    except IntegrityError as error:
        raise ConflictError(TAKEN) from error


def release(session: Session, request_id: UUID) -> None:
    """Free everything that the meeting held."""
    session.execute(delete(Hold).where(Hold.request_id == request_id))
