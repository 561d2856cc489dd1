"""When the door of a meeting is open, and for whom earlier."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from exchange.kernel.actor import Actor
from exchange.meetings.models import Meeting, MeetingRequest, MeetingState, PartRole

OPENS_BEFORE = timedelta(minutes=15)
OPENS_BEFORE_FOR_HELPERS = timedelta(minutes=45)  # organizers and interpreters prepare the room
CLOSES_AFTER = timedelta(minutes=60)
_HELPERS = frozenset({PartRole.ORGANIZER, PartRole.INTERPRETER})


class DoorState(StrEnum):
    """Whether one can enter."""

    UNSCHEDULED = "unscheduled"
    BEFORE = "before"
    OPEN = "open"
    OVER = "over"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Door:
    """The door as one participant finds it."""

    state: DoorState
    opens_at: datetime
    closes_at: datetime


def door_of(request: MeetingRequest, actor: Actor, now: datetime) -> Door:
    """The door for this person. Needs an agreed meeting: before, it is closed without a time."""
    meeting = request.meeting
    if meeting is None:
        return Door(DoorState.UNSCHEDULED, now, now)
    part = request.part_of(actor.person_id)
    role = PartRole.ORGANIZER if meeting.organizer_id == actor.person_id else part.role if part else PartRole.OBSERVER
    return door_for(meeting, role, now)


def door_for(meeting: Meeting, role: PartRole, now: datetime) -> Door:
    """The door for who comes as that."""
    helps = role in _HELPERS
    opens_at = meeting.starts_at - (OPENS_BEFORE_FOR_HELPERS if helps else OPENS_BEFORE)
    closes_at = meeting.ends_at + CLOSES_AFTER
    return Door(_state(meeting, opens_at, closes_at, now), opens_at, closes_at)


def _state(meeting: Meeting, opens_at: datetime, closes_at: datetime, now: datetime) -> DoorState:
    if meeting.state is MeetingState.CANCELLED:
        return DoorState.CANCELLED
    if meeting.state is MeetingState.TENTATIVE:
        return DoorState.UNSCHEDULED
    if now < opens_at:
        return DoorState.BEFORE
    return DoorState.OPEN if now <= closes_at else DoorState.OVER
