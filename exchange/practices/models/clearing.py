"""What is said about a text on its way out, and how a ministry lets its texts out."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from exchange.kernel.base import Base, Id

LONGEST_VALID, SHORTEST_VALID = 24, 12  # months, field 38


class Remark(Base):
    """A question about one field of a text, and the author's answer. Read at the ministry's own desk only."""

    __tablename__ = "practice_remark"

    id: Mapped[Id]
    practice_id: Mapped[UUID] = mapped_column(ForeignKey("practice.id"), index=True)
    revision_id: Mapped[UUID] = mapped_column(ForeignKey("practice_revision.id"), index=True)
    part: Mapped[str] = mapped_column(String(60))  # the field that it is about, as views.changes names it
    text: Mapped[str] = mapped_column(Text)
    by_editor: Mapped[bool]  # else the clearing officer
    asked_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]

    def reply(self, *, answer: str, by: UUID | None, now: datetime) -> None:
        """Note the author's answer; the last one counts."""
        self.answer, self.answered_by, self.answered_at = answer, by, now


class Check(Base):
    """What one officer has looked at in a text under review: a field as it stood then. Read by that officer alone."""

    __tablename__ = "practice_check"

    revision_id: Mapped[UUID] = mapped_column(ForeignKey("practice_revision.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    part: Mapped[str] = mapped_column(String(60), primary_key=True)  # as in Remark
    mark: Mapped[str] = mapped_column(String(16))  # of the words: a field that was changed since is not looked at


class ClearingRule(Base):
    """How one ministry lets texts out. Without a row: no editor, valid for 24 months."""

    __tablename__ = "clearing_rule"
    __table_args__ = (CheckConstraint("months_valid BETWEEN 12 AND 24", name="months_valid_in_range"),)

    ministry_id: Mapped[UUID] = mapped_column(ForeignKey("ministry.id"), primary_key=True)
    asks_editor: Mapped[bool] = mapped_column(default=False)
    months_valid: Mapped[int] = mapped_column(default=LONGEST_VALID)
