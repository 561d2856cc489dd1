"""A reviewer's judgements, and what a ministry has in place. Fields 24 and 27 of domain.md section 1; levels: 2.3."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exchange.kernel.base import Base, Id, enum_column
from exchange.kernel.messages import N_

HIGHEST = 4


class EvidenceReview(Base):
    """One dated judgement of one cleared text; the newest is what the page shows."""

    __tablename__ = "evidence_review"
    __table_args__ = (CheckConstraint("level BETWEEN 0 AND 4", name="level_in_range"),)

    id: Mapped[Id]
    practice_id: Mapped[UUID] = mapped_column(ForeignKey("practice.id"), index=True)
    revision_number: Mapped[int]
    level: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    is_transferred: Mapped[bool]
    is_lasting: Mapped[bool]
    judged_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    ministry_id: Mapped[UUID] = mapped_column(ForeignKey("ministry.id"))  # of the reviewer
    judged_at: Mapped[datetime]
    again_on: Mapped[date]  # to be judged anew


class Standing(StrEnum):
    """How far a condition is there in a country."""

    IN_PLACE = "in_place"
    PARTLY = "partly"
    MISSING = "missing"

    @property
    def label(self) -> str:
        """In words, untranslated."""
        return {
            Standing.IN_PLACE: N_("In place"),
            Standing.PARTLY: N_("Partly"),
            Standing.MISSING: N_("Missing"),
        }[self]


class MinistryCondition(Base):
    """One line of a ministry's profile: a condition for success, and how far it is there. Its own people see it."""

    __tablename__ = "ministry_condition"
    __table_args__ = (UniqueConstraint("ministry_id", "key"),)

    id: Mapped[Id]
    ministry_id: Mapped[UUID] = mapped_column(ForeignKey("ministry.id"), index=True)
    key: Mapped[str] = mapped_column(String(64))
    standing: Mapped[Standing] = mapped_column(enum_column(Standing))
