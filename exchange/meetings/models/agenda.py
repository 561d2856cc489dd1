"""The agenda of a meeting: timed points, each may name a practice in the version that is talked about."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from exchange.kernel.base import Base, Id


class AgendaItem(Base):
    """One point."""

    __tablename__ = "meeting_agenda_item"
    __table_args__ = (
        CheckConstraint("minutes BETWEEN 1 AND 240", name="minutes_in_range"),
        Index("ix_meeting_agenda_item_request_id_position", "request_id", "position"),
    )

    id: Mapped[Id]
    request_id: Mapped[UUID] = mapped_column(ForeignKey("meeting_request.id"))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(160))
    language: Mapped[str] = mapped_column(String(8))
    minutes: Mapped[int]
    ministry_id: Mapped[UUID | None] = mapped_column(ForeignKey("ministry.id"))  # who presents; None: both
    practice_id: Mapped[UUID | None] = mapped_column(ForeignKey("practice.id"))
    practice_revision: Mapped[int | None]
