"""Facts about questions."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exchange.kernel.events import Event


@dataclass(frozen=True)
class QuestionAsked(Event):
    """A ministry asked the post behind a practice."""

    question_id: UUID
    at: datetime


@dataclass(frozen=True)
class QuestionOverdue(Event):
    """The promised day has passed without an answer."""

    question_id: UUID
    at: datetime


@dataclass(frozen=True)
class QuestionPublished(Event):
    """The ministry that was asked lets others read question and answer, without names."""

    question_id: UUID
    practice_id: UUID
    at: datetime
