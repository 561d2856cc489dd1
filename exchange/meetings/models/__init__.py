"""Requests with their proposals, agreed meetings with their people, held quarter hours, and commands already done."""

from exchange.meetings.models.kinds import (
    LENGTHS,
    QUARTER,
    Level,
    MeetingState,
    Openness,
    PartRole,
    PartStat,
    ResourceKind,
    quarters,
)
from exchange.meetings.models.meeting import CommandKey, Hold, Meeting, MeetingDesk, Participant
from exchange.meetings.models.negotiation import Acceptance, MeetingRequest, Proposal, Slot

__all__ = [
    "LENGTHS",
    "QUARTER",
    "Acceptance",
    "CommandKey",
    "Hold",
    "Level",
    "Meeting",
    "MeetingDesk",
    "MeetingRequest",
    "MeetingState",
    "Openness",
    "PartRole",
    "PartStat",
    "Participant",
    "Proposal",
    "ResourceKind",
    "Slot",
    "quarters",
]
