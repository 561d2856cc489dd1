"""Requests with their proposals, agreed meetings with their people, held quarter hours, and commands already done."""

from exchange.meetings.models.agenda import AgendaItem
from exchange.meetings.models.answer import MailedWord, WordState
from exchange.meetings.models.calendar import CountryDay, DayKind
from exchange.meetings.models.commitment import OPEN_COMMITMENTS, Commitment, CommitmentState
from exchange.meetings.models.commitment import STEPS as COMMITMENT_STEPS
from exchange.meetings.models.feed import CalendarFeed
from exchange.meetings.models.guest import Delegation, Guest
from exchange.meetings.models.kinds import (
    LENGTHS,
    QUARTER,
    Level,
    MeetingState,
    Openness,
    PartRole,
    PartStat,
    ResourceKind,
    RoomKind,
    pairs_of,
    quarters,
)
from exchange.meetings.models.meeting import CommandKey, Hold, Meeting, MeetingDesk, Participant
from exchange.meetings.models.minutes import (
    Minutes,
    MinutesAddendum,
    MinutesApproval,
    MinutesParagraph,
    MinutesRemark,
    MinutesState,
)
from exchange.meetings.models.negotiation import Acceptance, MeetingRequest, Proposal, Slot
from exchange.meetings.models.rooms import PairRoom, in_order

__all__ = [
    "COMMITMENT_STEPS",
    "LENGTHS",
    "OPEN_COMMITMENTS",
    "QUARTER",
    "Acceptance",
    "AgendaItem",
    "CalendarFeed",
    "CommandKey",
    "Commitment",
    "CommitmentState",
    "CountryDay",
    "DayKind",
    "Delegation",
    "Guest",
    "Hold",
    "Level",
    "MailedWord",
    "Meeting",
    "MeetingDesk",
    "MeetingRequest",
    "MeetingState",
    "Minutes",
    "MinutesAddendum",
    "MinutesApproval",
    "MinutesParagraph",
    "MinutesRemark",
    "MinutesState",
    "Openness",
    "PairRoom",
    "PartRole",
    "PartStat",
    "Participant",
    "Proposal",
    "ResourceKind",
    "RoomKind",
    "Slot",
    "WordState",
    "in_order",
    "pairs_of",
    "quarters",
]
