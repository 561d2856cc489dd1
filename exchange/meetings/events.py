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


@dataclass(frozen=True)
class ClearanceAsked(MeetingEvent):
    """A request waits for the desk of its own ministry."""


@dataclass(frozen=True)
class RequestSentBack(MeetingEvent):
    """The own desk sent a draft back, with a reason."""


@dataclass(frozen=True)
class MeetingAcknowledged(MeetingEvent):
    """The asked side has read the request and is thinking about it."""


@dataclass(frozen=True)
class TimeProposed(MeetingEvent):
    """One side would like another time for a scheduled meeting."""


@dataclass(frozen=True)
class TimeKept(MeetingEvent):
    """The agreed time stands after all."""


@dataclass(frozen=True)
class MeetingMoved(MeetingEvent):
    """The meeting has another beginning, agreed by both or a small move."""


@dataclass(frozen=True)
class ClockRulesChanged(MeetingEvent):
    """A country changed the rules of its clock: the agreed hour is another instant now."""


@dataclass(frozen=True)
class ClockRulesClash(MeetingEvent):
    """The agreed hour is another instant by new rules of a clock, and somebody is taken then: nothing was moved."""

    instant: datetime


@dataclass(frozen=True)
class RoomLeft(MeetingEvent):
    """The meeting goes elsewhere or does not take place: nobody is to stay in that room."""

    kind: str
    room: str  # its name at the provider


@dataclass(frozen=True)
class MeetingUpdated(MeetingEvent):
    """Title, agenda or people changed; the time did not."""

    concerned: frozenset[UUID] | None = None  # who gets a message; None: everyone
    removed: frozenset[UUID] = frozenset()  # who was taken off


@dataclass(frozen=True)
class MeetingTimeSuggested(MeetingEvent):
    """A participant's calendar program suggested another time: the own ministry may offer it."""

    side: UUID


@dataclass(frozen=True)
class AnswerUnconfirmed(MeetingEvent):
    """An answer in somebody's name came from another address."""

    person_id: UUID


@dataclass(frozen=True)
class MeetingHeld(MeetingEvent):
    """The meeting took place."""


@dataclass(frozen=True)
class MeetingNotHeld(MeetingEvent):
    """The meeting did not take place."""


@dataclass(frozen=True)
class MeetingExpired(MeetingEvent):
    """Nobody answered in time."""


@dataclass(frozen=True)
class CourseAsked(MeetingEvent):
    """The time is over, and nobody knows whether they met."""


@dataclass(frozen=True)
class MinutesSubmitted(MeetingEvent):
    """A version of the minutes waits for both approvals."""


@dataclass(frozen=True)
class MinutesRemarked(MeetingEvent):
    """One side wrote a remark beside a paragraph."""


@dataclass(frozen=True)
class MinutesApproved(MeetingEvent):
    """One ministry approved a version."""


@dataclass(frozen=True)
class MinutesFrozen(MeetingEvent):
    """Both ministries approved the same version: the text cannot change any more."""


@dataclass(frozen=True)
class AddendumProposed(MeetingEvent):
    """One side would like to add to approved minutes."""


@dataclass(frozen=True)
class AddendumAccepted(MeetingEvent):
    """The other side took the addendum into the record."""


@dataclass(frozen=True)
class CommitmentEvent(MeetingEvent):
    """Base: which commitment of the meeting."""

    commitment_id: UUID


@dataclass(frozen=True)
class CommitmentProposed(CommitmentEvent):
    """Somebody wrote down what a ministry would do."""


@dataclass(frozen=True)
class CommitmentMoved(CommitmentEvent):
    """A ministry said how far its commitment is."""


@dataclass(frozen=True)
class CommitmentDue(CommitmentEvent):
    """The day of a commitment is near, or has passed."""
