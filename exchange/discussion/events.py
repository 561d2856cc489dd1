"""Facts about contributions."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exchange.kernel.events import Event


@dataclass(frozen=True)
class CommentWritten(Event):
    """Somebody said something under a practice; `answers_id` is the contribution that it answers."""

    comment_id: UUID
    practice_id: UUID
    answers_id: UUID | None
    at: datetime


@dataclass(frozen=True)
class CommentEdited(Event):
    """An author changed the words within 15 minutes."""

    comment_id: UUID
    practice_id: UUID
    at: datetime


@dataclass(frozen=True)
class CommentWithdrawn(Event):
    """An author took the words back."""

    comment_id: UUID
    practice_id: UUID
    at: datetime


@dataclass(frozen=True)
class CommentHidden(Event):
    """The owner's administrator took the words out of sight."""

    comment_id: UUID
    practice_id: UUID
    at: datetime


@dataclass(frozen=True)
class CommentReported(Event):
    """Somebody asked the owner's administrator to look at it."""

    comment_id: UUID
    practice_id: UUID
    person_id: UUID
    at: datetime
