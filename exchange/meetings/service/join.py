"""Enter a meeting: the only way on which a room's link leaves the server (meetings.md section 4)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from exchange.accounts.queries import recipient
from exchange.audit.service import Act, record
from exchange.kernel.actor import Actor
from exchange.kernel.errors import ConflictError, NotFoundError
from exchange.kernel.messages import N_
from exchange.meetings import policies
from exchange.meetings.models import MeetingRequest, PartRole, RoomKind
from exchange.meetings.queries.doors import Door, DoorState, door_of
from exchange.meetings.rooms.port import Seat
from exchange.meetings.service.commands import find
from exchange.meetings.service.course import note_joined


@dataclass(frozen=True, repr=False)
class Room:
    """Where to send the participant. Kept out of logs: it has no readable representation."""

    link: str
    kind: RoomKind = RoomKind.PASTED
    seat: Seat | None = None  # for a provider, which is asked after the commit


def join(session: Session, *, actor: Actor, request_id: UUID, now: datetime, second: bool = False) -> Room:
    """The room's link for a participant inside the window; each click leaves an audit row.

    Args:
        second: the way in for when the first room fails.

    Raises:
        NotFoundError: no such meeting, or the actor takes no part in it.
        ConflictError: the door is not open yet, is closed, or the meeting was cancelled.
    """
    request = find(session, actor, request_id)
    if not policies.can_join(actor, request):
        raise NotFoundError
    door = door_of(request, actor, now)
    meeting = request.meeting
    if door.state is not DoorState.OPEN or meeting is None or not (meeting.room_link or meeting.room_key):
        raise ConflictError(refusal_of(door.state))
    if second and not meeting.fallback_link:
        raise ConflictError(refusal_of(DoorState.OPEN))
    part = request.part_of(actor.person_id)
    facts: dict[str, str | int | bool | None] = {"side": str(part.ministry_id) if part else None}
    if second:
        link, kind, seat = meeting.fallback_link or "", RoomKind.PASTED, None
        facts |= {"second": True}
    else:
        link, kind, seat = meeting.room_link or "", meeting.room_kind, _seat(session, request, actor, door, now)
    record(session, actor=actor, act=Act("meeting.joined", "meeting", request.id, facts), now=now)
    if part is not None:
        note_joined(session, request, part, now)
    return Room(link, kind, seat)


def refusal_of(state: DoorState) -> str:
    """Why one cannot enter."""
    return _CLOSED[state]


_MODERATES = frozenset({PartRole.HEAD, PartRole.ORGANIZER})  # the heads of both delegations: parity
_WAITS = frozenset({PartRole.OBSERVER, PartRole.GUEST})


def _seat(session: Session, request: MeetingRequest, actor: Actor, door: Door, now: datetime) -> Seat | None:
    part, meeting = request.part_of(actor.person_id), request.meeting
    if part is None or meeting is None or meeting.room_key is None:
        return None
    person = recipient(session, part.person_id)
    names = person.post.text_for(person.language), person.organisation.text_for(person.language)
    return Seat(
        room=meeting.room_key,
        title=meeting.title,
        name=", ".join(name for name in names if name),
        participant=str(part.id),
        language=person.language,
        moderates=part.role in _MODERATES,
        waits=part.role in _WAITS,
        now=now,
        closes_at=door.closes_at,
    )


_CLOSED = {
    DoorState.UNSCHEDULED: N_("The organizer has not bound a room yet."),
    DoorState.BEFORE: N_("Joining is not open yet."),
    DoorState.OPEN: N_("The organizer has not bound a room yet."),
    DoorState.OVER: N_("The meeting is over."),
    DoorState.CANCELLED: N_("The meeting was cancelled."),
}
