"""Commitments: what one ministry promised another in a meeting, and what became of it."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from exchange.kernel.base import Base, Id, enum_column
from exchange.kernel.messages import N_


class CommitmentState(StrEnum):
    """How far a commitment has come."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    DROPPED = "dropped"

    @property
    def label(self) -> str:
        """The state as a word, untranslated."""
        return _LABELS[self]

    @property
    def is_open(self) -> bool:
        """Whether something is still to come of it."""
        return self in OPEN_COMMITMENTS


_LABELS = {
    CommitmentState.PROPOSED: N_("Proposed"),
    CommitmentState.ACCEPTED: N_("Accepted"),
    CommitmentState.IN_PROGRESS: N_("In progress"),
    CommitmentState.DONE: N_("Done"),
    CommitmentState.DROPPED: N_("Dropped"),
}
OPEN_COMMITMENTS = frozenset({CommitmentState.PROPOSED, CommitmentState.ACCEPTED, CommitmentState.IN_PROGRESS})
STEPS = {
    CommitmentState.ACCEPTED: frozenset({CommitmentState.PROPOSED}),
    CommitmentState.IN_PROGRESS: frozenset({CommitmentState.ACCEPTED}),
    CommitmentState.DONE: frozenset({CommitmentState.ACCEPTED, CommitmentState.IN_PROGRESS}),
    CommitmentState.DROPPED: OPEN_COMMITMENTS,
}


class Commitment(Base):
    """One sentence that a ministry stands by, until a day of its own calendar."""

    __tablename__ = "commitment"
    __table_args__ = (
        CheckConstraint("ministry_id <> other_ministry_id", name="two_ministries"),
        Index("ix_commitment_ministry_id_state", "ministry_id", "state"),
        Index("ix_commitment_other_ministry_id_state", "other_ministry_id", "state"),
    )

    id: Mapped[Id]
    request_id: Mapped[UUID] = mapped_column(ForeignKey("meeting_request.id"), index=True)  # the meeting it comes from
    ministry_id: Mapped[UUID] = mapped_column(ForeignKey("ministry.id"))  # who does it
    other_ministry_id: Mapped[UUID] = mapped_column(ForeignKey("ministry.id"))
    what: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    due_on: Mapped[date] = mapped_column(Date)  # a working day of the ministry that does it
    state: Mapped[CommitmentState] = mapped_column(enum_column(CommitmentState), default=CommitmentState.PROPOSED)
    version: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[datetime]
    made_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    accepted_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    effect: Mapped[str] = mapped_column(Text, default="")  # what came of it, or why it was dropped
    effect_language: Mapped[str] = mapped_column(String(8), default="en")
    practice_id: Mapped[UUID | None] = mapped_column(ForeignKey("practice.id"))  # where the result can be read
    reminded_on: Mapped[date | None] = mapped_column(Date)
    is_sample: Mapped[bool] = mapped_column(default=False)

    def is_overdue(self, today: date) -> bool:
        """Whether the day has passed with nothing done."""
        return self.state.is_open and self.due_on < today
