"""Ask for a practice to be counted anew when something about it changed."""

from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from exchange.adoptions.events import AdoptionReadersChanged, AdoptionStepTaken
from exchange.discussion.events import CommentHidden, CommentWithdrawn, CommentWritten
from exchange.insights.service import is_first_of_its_ministry
from exchange.jobs.outbox import Job, enqueue
from exchange.kernel.events import EventBus
from exchange.meetings.events import CommitmentMoved, MeetingCancelled, MeetingEvent, MeetingHeld
from exchange.meetings.models import MeetingRequest
from exchange.practices.events import CirculationChanged, PracticePublished, PracticeWithdrawn

RECOUNT = "insights.recount"
_ABOUT_A_PRACTICE: tuple[type[Any], ...] = (
    PracticePublished,
    PracticeWithdrawn,
    CirculationChanged,
    CommentWithdrawn,
    CommentHidden,
    AdoptionStepTaken,
    AdoptionReadersChanged,
)


class About(Protocol):
    """What the facts that move a counter have in common."""

    @property
    def practice_id(self) -> UUID:
        """Which practice."""

    @property
    def at(self) -> datetime:
        """When."""


def subscribe(bus: EventBus) -> None:
    """Listen to everything that moves a counter."""
    for kind in _ABOUT_A_PRACTICE:
        bus.subscribe(kind, ask)
    for talked in (MeetingHeld, MeetingCancelled, CommitmentMoved):
        bus.subscribe(talked, ask_about_meeting)
    bus.subscribe(CommentWritten, ask_about_words)


def ask(session: Session, event: About) -> None:
    """One row in the outbox; rows of one practice are done together."""
    practice_id = str(event.practice_id)
    enqueue(session, Job(RECOUNT, f"insights:{practice_id}", {"practice_id": practice_id}), now=event.at)


def ask_about_words(session: Session, event: CommentWritten) -> None:
    """Only the first words of a ministry move a counter: a lively discussion asks for nothing more."""
    if is_first_of_its_ministry(session, event.comment_id):
        ask(session, event)


def ask_about_meeting(session: Session, event: MeetingEvent) -> None:
    """The practice that is talked about."""
    practice_id = str(session.get_one(MeetingRequest, event.request_id).practice_id)
    enqueue(session, Job(RECOUNT, f"insights:{practice_id}", {"practice_id": practice_id}), now=event.at)
