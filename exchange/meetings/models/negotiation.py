"""Requests and what is said about them: proposals with their times, and the one acceptance."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exchange.kernel.base import Base, Id, enum_column
from exchange.meetings.models.kinds import Level, Openness
from exchange.meetings.states import RequestState

if TYPE_CHECKING:
    from exchange.meetings.models.meeting import Meeting, Participant


class MeetingRequest(Base):
    """A ministry asks another for a videoconference about one practice. Its id is the address of all that follows."""

    __tablename__ = "meeting_request"
    __table_args__ = (
        CheckConstraint("minutes BETWEEN 15 AND 240", name="minutes_in_range"),
        CheckConstraint("minutes % 15 = 0", name="minutes_in_quarters"),
        CheckConstraint("from_ministry_id <> to_ministry_id", name="two_ministries"),
        CheckConstraint("proposal_no >= 1", name="has_a_proposal"),
        Index("ix_meeting_request_to_ministry_id_state", "to_ministry_id", "state"),
        Index("ix_meeting_request_from_ministry_id_state", "from_ministry_id", "state"),
        Index("ix_meeting_request_state_due_at", "state", "due_at"),
    )

    id: Mapped[Id]
    practice_id: Mapped[UUID] = mapped_column(ForeignKey("practice.id"), index=True)
    practice_revision: Mapped[int]  # the version that is talked about
    from_ministry_id: Mapped[UUID] = mapped_column(ForeignKey("ministry.id"))
    to_ministry_id: Mapped[UUID] = mapped_column(ForeignKey("ministry.id"))
    requester_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    topic: Mapped[str] = mapped_column(String(160))  # empty: the practice's title stands for it
    purpose: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(String(600))  # what should come of it; may be empty
    written_in: Mapped[str] = mapped_column(String(8))  # language of topic, purpose and outcome
    languages: Mapped[list[str]] = mapped_column(JSON)  # to talk in
    level: Mapped[Level] = mapped_column(enum_column(Level))
    openness: Mapped[Openness] = mapped_column(enum_column(Openness), default=Openness.CLOSED)
    substitute_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))  # comes if the person who asked cannot
    minutes: Mapped[int]
    state: Mapped[RequestState] = mapped_column(enum_column(RequestState), default=RequestState.REQUESTED)
    version: Mapped[int] = mapped_column(default=1)  # every command names the one that it saw
    proposal_no: Mapped[int] = mapped_column(default=1)
    due_at: Mapped[datetime]  # until when the other side should answer
    made_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]  # None: the other ministry has never heard of it
    returned_note: Mapped[str | None] = mapped_column(Text)  # why the clearing desk sent a draft back
    reopened_at: Mapped[datetime | None]  # an expired request is reopened once
    follows_id: Mapped[UUID | None] = mapped_column(ForeignKey("meeting_request.id"), index=True)
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    closed_for: Mapped[UUID | None] = mapped_column(ForeignKey("ministry.id"))  # the side that ended it
    reason: Mapped[str | None] = mapped_column(Text)  # of declining, withdrawing or cancelling
    reason_language: Mapped[str | None] = mapped_column(String(8))
    is_sample: Mapped[bool] = mapped_column(default=False)

    proposals: Mapped[list["Proposal"]] = relationship(
        lazy="selectin", order_by="Proposal.number", cascade="all, delete-orphan"
    )
    participants: Mapped[list["Participant"]] = relationship(
        lazy="selectin", order_by="Participant.id", cascade="all, delete-orphan"
    )
    acceptance: Mapped["Acceptance | None"] = relationship(lazy="joined", cascade="all, delete-orphan")
    meeting: Mapped["Meeting | None"] = relationship(lazy="joined", cascade="all, delete-orphan")

    @property
    def current(self) -> "Proposal":
        """The proposal that can be accepted."""
        return next(proposal for proposal in self.proposals if proposal.number == self.proposal_no)

    @property
    def ministry_ids(self) -> tuple[UUID, UUID]:
        """Both sides, the asking one first."""
        return self.from_ministry_id, self.to_ministry_id

    def other_side(self, ministry_id: UUID) -> UUID:
        """The ministry across the table."""
        return self.to_ministry_id if ministry_id == self.from_ministry_id else self.from_ministry_id

    @property
    def last_offered(self) -> datetime | None:
        """The latest time of the current proposal; None in a draft without times."""
        return max((slot.starts_at for slot in self.current.slots), default=None)

    def part_of(self, person_id: UUID | None) -> "Participant | None":
        """The person's part in the meeting, unless it was taken back."""
        parts = (part for part in self.participants if part.person_id == person_id and part.removed_at is None)
        return next(parts, None)


class Proposal(Base):
    """One to five times that one side offers. Never changed; a newer one replaces it."""

    __tablename__ = "meeting_proposal"
    __table_args__ = (UniqueConstraint("request_id", "number"),)

    id: Mapped[Id]
    request_id: Mapped[UUID] = mapped_column(ForeignKey("meeting_request.id"))
    number: Mapped[int]  # 1 comes with the request
    ministry_id: Mapped[UUID] = mapped_column(ForeignKey("ministry.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    zone: Mapped[str] = mapped_column(String(64))  # IANA; the clock that the times were chosen on
    note: Mapped[str] = mapped_column(Text)
    note_language: Mapped[str] = mapped_column(String(8))
    made_at: Mapped[datetime]

    slots: Mapped[list["Slot"]] = relationship(lazy="joined", order_by="Slot.starts_at", cascade="all, delete-orphan")


class Slot(Base):
    """One offered time."""

    __tablename__ = "meeting_slot"
    __table_args__ = (UniqueConstraint("proposal_id", "starts_at"),)

    id: Mapped[Id]
    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("meeting_proposal.id"))
    starts_at: Mapped[datetime]  # UTC, on a quarter hour
    minutes: Mapped[int]

    @property
    def ends_at(self) -> datetime:
        """When it is over."""
        return self.starts_at + timedelta(minutes=self.minutes)


class Acceptance(Base):
    """The one time that both sides agreed on, and who said yes."""

    __tablename__ = "meeting_acceptance"

    request_id: Mapped[UUID] = mapped_column(ForeignKey("meeting_request.id"), primary_key=True)
    proposal_no: Mapped[int]
    slot_id: Mapped[UUID] = mapped_column(ForeignKey("meeting_slot.id"))
    starts_at: Mapped[datetime]
    ministry_id: Mapped[UUID] = mapped_column(ForeignKey("ministry.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
