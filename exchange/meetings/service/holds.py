"""Quarter hours held for people: inserted in the transaction that agrees, refused by the primary key."""

from collections.abc import Collection, Iterable
from urllib.parse import urlsplit
from uuid import UUID, uuid5

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from exchange.kernel.errors import ConflictError
from exchange.kernel.messages import N_
from exchange.meetings.models import Hold, Meeting, ResourceKind, quarters

TAKEN = N_("Someone who would take part is already in another meeting at that time. Choose another time.")
ROOM_TAKEN = N_("This room is already bound to another meeting at that time. Bind another one.")
_ROOMS = UUID("6b7c1f0e-2f35-5d8e-8a44-91d5a0e7c2d3")  # the namespace of rooms on the table of holds


def hold_room(session: Session, meeting: Meeting, side: UUID) -> None:
    """Hold the pasted room for its side: one licence, or one standing room, is in one meeting at a time.

    A room of a provider is made for each meeting and needs no hold.

    Raises:
        ConflictError: the side has bound the same room to another meeting at that time.
    """
    of_room = Hold.request_id == meeting.request_id, Hold.resource_kind == ResourceKind.ROOM
    session.execute(delete(Hold).where(*of_room).execution_options(synchronize_session="fetch"))
    if meeting.room_link:
        address = urlsplit(meeting.room_link)
        hold(session, meeting, [(ResourceKind.ROOM, uuid5(_ROOMS, f"{side} {address.hostname}{address.path}"))])


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
    is_room = all(kind is ResourceKind.ROOM for kind, _ in resources)
    try:
        with session.begin_nested():
            session.add_all(rows)
            session.flush()
    except IntegrityError as error:
        raise ConflictError(ROOM_TAKEN if is_room and resources else TAKEN) from error


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
