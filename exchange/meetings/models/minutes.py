"""Minutes in two languages, paragraph by paragraph; who approved which version; what was added later."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exchange.kernel.base import Base, Id, enum_column


class MinutesState(StrEnum):
    """How far the minutes of a meeting have come."""

    DRAFT = "draft"
    REVIEW = "review"
    FROZEN = "frozen"


class Minutes(Base):
    """The common record of one meeting. Each side's version is one language; both stand beside each other."""

    __tablename__ = "meeting_minutes"
    __table_args__ = (
        CheckConstraint("number >= 1", name="versions_count_from_one"),
        CheckConstraint("(seal IS NULL) = (frozen_at IS NULL)", name="frozen_has_a_seal"),
    )

    request_id: Mapped[UUID] = mapped_column(ForeignKey("meeting_request.id"), primary_key=True)
    from_language: Mapped[str] = mapped_column(String(8))  # of the asking side's text
    to_language: Mapped[str] = mapped_column(String(8))
    number: Mapped[int] = mapped_column(default=1)  # the version that people name; a change in review makes the next
    state: Mapped[MinutesState] = mapped_column(enum_column(MinutesState), default=MinutesState.DRAFT)
    made_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    frozen_at: Mapped[datetime | None]
    seal: Mapped[str | None] = mapped_column(String(64))  # SHA-256 over the approved text

    paragraphs: Mapped[list["MinutesParagraph"]] = relationship(
        lazy="selectin", order_by="MinutesParagraph.position", cascade="all, delete-orphan"
    )
    approvals: Mapped[list["MinutesApproval"]] = relationship(lazy="selectin", cascade="all, delete-orphan")
    addenda: Mapped[list["MinutesAddendum"]] = relationship(
        lazy="selectin", order_by="MinutesAddendum.number", cascade="all, delete-orphan"
    )

    def approval_of(self, ministry_id: UUID) -> "MinutesApproval | None":
        """The side's approval of the version that stands now."""
        return next(
            (one for one in self.approvals if one.ministry_id == ministry_id and one.number == self.number), None
        )

    @property
    def is_published(self) -> bool:
        """Whether both sides let the communiqué be read by everyone."""
        return self.state is MinutesState.FROZEN and all(one.publishes for one in self.approvals)


class MinutesParagraph(Base):
    """One paragraph in both languages. Its version is what two editors are compared by."""

    __tablename__ = "meeting_minutes_paragraph"

    id: Mapped[Id]
    request_id: Mapped[UUID] = mapped_column(ForeignKey("meeting_minutes.request_id"), index=True)
    position: Mapped[int]
    from_text: Mapped[str] = mapped_column(Text)
    to_text: Mapped[str] = mapped_column(Text)
    in_communique: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    remarks: Mapped[list["MinutesRemark"]] = relationship(
        lazy="selectin", order_by="MinutesRemark.made_at", cascade="all, delete-orphan"
    )


class MinutesRemark(Base):
    """What one side says about a paragraph. Still open when both approve, it stands in the record as a reservation."""

    __tablename__ = "meeting_minutes_remark"

    id: Mapped[Id]
    paragraph_id: Mapped[UUID] = mapped_column(ForeignKey("meeting_minutes_paragraph.id"), index=True)
    ministry_id: Mapped[UUID] = mapped_column(ForeignKey("ministry.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    made_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


class MinutesApproval(Base):
    """One side's yes to one version, and whether its communiqué may be published."""

    __tablename__ = "meeting_minutes_approval"

    request_id: Mapped[UUID] = mapped_column(ForeignKey("meeting_minutes.request_id"), primary_key=True)
    ministry_id: Mapped[UUID] = mapped_column(ForeignKey("ministry.id"), primary_key=True)
    number: Mapped[int]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    publishes: Mapped[bool] = mapped_column(default=False)


class MinutesAddendum(Base):
    """What was added after the text was frozen: proposed by one side, part of the record once the other accepts."""

    __tablename__ = "meeting_minutes_addendum"
    __table_args__ = (UniqueConstraint("request_id", "number"),)

    id: Mapped[Id]
    request_id: Mapped[UUID] = mapped_column(ForeignKey("meeting_minutes.request_id"))
    number: Mapped[int]
    from_text: Mapped[str] = mapped_column(Text)
    to_text: Mapped[str] = mapped_column(Text)
    ministry_id: Mapped[UUID] = mapped_column(ForeignKey("ministry.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    seal: Mapped[str | None] = mapped_column(String(64))  # over the seal before it and its text
