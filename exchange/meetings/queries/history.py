"""Who said what, newest first."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from exchange.meetings.models import MeetingRequest
from exchange.meetings.queries.sides import Side, Sides
from exchange.meetings.states import OVER, RequestState


class Said(StrEnum):
    """What an entry tells."""

    REQUESTED = "requested"
    COUNTERED = "countered"
    AGREED = "agreed"
    SCHEDULED = "scheduled"
    CANCELLED = "cancelled"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    BEGUN = "begun"
    HELD = "held"


@dataclass(frozen=True)
class Entry:
    """One line: when, which side (None when it is not told), what, and the number that belongs to it."""

    at: datetime
    side: Side | None
    said: Said
    number: int = 0  # of the proposal
    count: int = 0  # of its times


def history(request: MeetingRequest, sides: Sides) -> tuple[Entry, ...]:
    """Every step of both sides."""
    proposals = request.proposals if request.sent_at is not None else []
    entries = [
        Entry(
            proposal.made_at,
            sides.of(proposal.ministry_id),
            Said.REQUESTED if proposal.number == 1 else Said.COUNTERED,
            proposal.number,
            len(proposal.slots),
        )
        for proposal in proposals
    ]
    entries += _agreement(request, sides)
    if request.closed_at is not None:
        entries.append(Entry(request.closed_at, _closing_side(request, sides), Said(request.state.value)))
    return tuple(sorted(entries, key=lambda entry: entry.at, reverse=True))


def _agreement(request: MeetingRequest, sides: Sides) -> list[Entry]:
    entries = []
    if request.acceptance is not None:
        entries.append(Entry(request.acceptance.made_at, sides.of(request.acceptance.ministry_id), Said.AGREED))
    meeting = request.meeting
    if meeting is not None and meeting.scheduled_at is not None:
        entries.append(Entry(meeting.scheduled_at, _side_of(request, meeting.organizer_id, sides), Said.SCHEDULED))
    if meeting is not None and meeting.began_at is not None:
        entries.append(Entry(meeting.began_at, None, Said.BEGUN))
    if meeting is not None and meeting.ended_at is not None and request.state in OVER:
        entries.append(Entry(meeting.ended_at, None, Said.HELD))
    return entries


def _closing_side(request: MeetingRequest, sides: Sides) -> Side | None:
    if request.state is RequestState.DECLINED:
        return sides.of(request.to_ministry_id)
    if request.state is RequestState.EXPIRED:
        return None
    if request.state is RequestState.WITHDRAWN:
        return sides.of(request.from_ministry_id)
    return sides.of(request.closed_for) if request.closed_for else None


def _side_of(request: MeetingRequest, person_id: UUID | None, sides: Sides) -> Side | None:
    part = request.part_of(person_id)
    return sides.of(part.ministry_id) if part else None
