"""Quarter hours held for people: inserted in the transaction that agrees, refused by the primary key."""

from collections.abc import Collection, Iterable
from uuid import UUID

from sqlalchemy import delete, select
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
    hold(session, meeting, [(ResourceKind.PERSON, person_id) for person_id in person_ids])


def hold(session: Session, meeting: Meeting, resources: Collection[tuple[ResourceKind, UUID]]) -> None:
    """Hold the meeting's time for people, interpreters, or rooms.

    Raises:
        ConflictError: one of them is already held by another meeting.
    """
    rows = [
        Hold(resource_kind=kind, resource_id=resource_id, quarter_hour=quarter, request_id=meeting.request_id)
        for kind, resource_id in resources
        for quarter in quarters(meeting.starts_at, meeting.minutes)
    ]
    try:
        with session.begin_nested():
            session.add_all(rows)
            session.flush()
    except IntegrityError as error:
        raise ConflictError(TAKEN) from error


def move_holds(session: Session, meeting: Meeting) -> None:
    """Hold the meeting's new time for whatever the old one held.

    Raises:
        ConflictError: someone is taken then; the caller's transaction is undone, so the old time is still held.
    """
    own = Hold.request_id == meeting.request_id
    held = session.execute(select(Hold.resource_kind, Hold.resource_id).where(own).distinct()).all()
    session.execute(delete(Hold).where(own).execution_options(synchronize_session="fetch"))
    hold(session, meeting, [(kind, resource_id) for kind, resource_id in held])


def release_people(session: Session, request_id: UUID, person_ids: Collection[UUID]) -> None:
    """Free what the meeting held for people who were taken off."""
    of_them = Hold.request_id == request_id, Hold.resource_id.in_(person_ids)
    session.execute(delete(Hold).where(*of_them))


def release(session: Session, request_id: UUID) -> None:
    """Free everything that the meeting held."""
    session.execute(delete(Hold).where(Hold.request_id == request_id))
