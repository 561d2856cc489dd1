"""What happened between two ministries, in the past tense."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exchange.kernel.events import Event


@dataclass(frozen=True)
class MeetingEvent(Event):
    """Base: which request, by whom, when."""

    request_id: UUID
    actor_id: UUID | None
    at: datetime


@dataclass(frozen=True)
class MeetingRequested(MeetingEvent):
    """A ministry asked another for a meeting."""


@dataclass(frozen=True)
class MeetingCountered(MeetingEvent):
    """One side offered other times."""


@dataclass(frozen=True)
class MeetingAgreed(MeetingEvent):
    """Both sides have one time."""


@dataclass(frozen=True)
class MeetingDeclined(MeetingEvent):
    """The asked side said no, with a reason."""


@dataclass(frozen=True)
class MeetingWithdrawn(MeetingEvent):
    """The asking side took its request back."""


@dataclass(frozen=True)
class MeetingScheduled(MeetingEvent):
    """The room is bound and the people are invited."""


@dataclass(frozen=True)
class MeetingCancelled(MeetingEvent):
    """An agreed meeting will not take place."""
