"""What the join page shows to one participant. The room's link is not in it: it leaves by the click only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy.orm import Session

from exchange.kernel.actor import Actor
from exchange.kernel.errors import NotFoundError
from exchange.meetings import policies
from exchange.meetings.models import Meeting, PartRole, RoomKind
from exchange.meetings.queries.doors import Door, DoorState, door_of
from exchange.meetings.queries.page import readable
from exchange.meetings.queries.sides import Side, Sides, read_sides
from exchange.meetings.queries.subject import Subject, subject_of
from exchange.practices.queries import briefs


@dataclass(frozen=True)
class JoinPage:
    """The door, the time, and the passcode while the door is open."""

    id: UUID
    subject: Subject
    sides: Sides
    my_role: PartRole
    my_side: Side
    starts_at: datetime
    ends_at: datetime
    door: Door
    passcode: str
    has_second: bool  # another way in, for when the first fails

    @property
    def is_open(self) -> bool:
        """Whether one can enter now."""
        return self.door.state is DoorState.OPEN


def room_server(session: Session, *, actor: Actor, request_id: UUID, servers: Mapping[RoomKind, str]) -> str:
    """Where a participant's room is, without the room itself: https://meet.example. Empty before one is bound.

    Raises:
        NotFoundError: no such meeting, or the actor takes no part in it.
    """
    request = readable(session, actor=actor, request_id=request_id)
    if request.meeting is None or not policies.can_join(actor, request):
        raise NotFoundError
    return server_of(request.meeting, servers)


def server_of(meeting: Meeting, servers: Mapping[RoomKind, str]) -> str:
    """The server of a meeting's room."""
    if meeting.room_kind is not RoomKind.PASTED:
        return servers.get(meeting.room_kind, "") if meeting.room_key else ""
    host = urlsplit(meeting.room_link or "").hostname
    return f"https://{host}" if host else ""


def join_page(session: Session, *, actor: Actor, request_id: UUID, language: str, now: datetime) -> JoinPage:
    """The page for a participant.

    Raises:
        NotFoundError: no such meeting, or the actor takes no part in it.
    """
    request = readable(session, actor=actor, request_id=request_id)
    part, meeting = request.part_of(actor.person_id), request.meeting
    if part is None or meeting is None or not policies.can_join(actor, request):
        raise NotFoundError
    sides = read_sides(session, request.ministry_ids, actor, language)
    door = door_of(request, actor, now)
    return JoinPage(
        id=request.id,
        subject=subject_of(request, briefs(session, actor=actor, ids=[request.practice_id], language=language)),
        sides=sides,
        my_role=part.role,
        my_side=sides.of(part.ministry_id),
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        door=door,
        has_second=door.state is DoorState.OPEN and meeting.fallback_link is not None,
        passcode=(meeting.passcode or "") if door.state is DoorState.OPEN else "",
    )
