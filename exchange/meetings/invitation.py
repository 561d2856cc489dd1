"""What one participant's calendar is told about a meeting. `exchange.meetings.itip` writes it down."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from exchange.meetings.models import MeetingState, PartRole, PartStat

Method = Literal["REQUEST", "CANCEL"]


@dataclass(frozen=True)
class Attendee:
    """The recipient: the only attendee that the message names, so that no address goes to the other side."""

    email: str
    name: str  # post and institution
    role: PartRole
    answer: PartStat


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """What one participant's calendar shows."""

    uid: str
    sequence: int
    stamped_at: datetime
    starts_at: datetime
    ends_at: datetime
    state: MeetingState
    title: str
    lines: tuple[str, ...]  # in the recipient's language; the join address is put before them
    join_url: str
    join_label: str
    page_url: str
    language: str  # of the title
    organizer_name: str
    organizer_address: str  # as in the setting: equal to the sender of the mail
    attendee: Attendee

    @property
    def method(self) -> Method:
        """CANCEL for a cancelled meeting, else REQUEST."""
        return "CANCEL" if self.state is MeetingState.CANCELLED else "REQUEST"
