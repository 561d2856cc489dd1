"""Which room two ministries meet in, where somebody decided it."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from exchange.kernel.base import Base, enum_column
from exchange.meetings.models.kinds import RoomKind


class PairRoom(Base):
    """The room that was chosen for two ministries, whoever of them asks. Without a row: what the organizer binds."""

    __tablename__ = "meeting_pair_room"
    __table_args__ = (CheckConstraint("one_ministry_id < other_ministry_id", name="in_order"),)

    one_ministry_id: Mapped[UUID] = mapped_column(ForeignKey("ministry.id"), primary_key=True)
    other_ministry_id: Mapped[UUID] = mapped_column(ForeignKey("ministry.id"), primary_key=True)
    kind: Mapped[RoomKind] = mapped_column(enum_column(RoomKind))


def in_order(one: UUID, other: UUID) -> tuple[UUID, UUID]:
    """The two as the row names them: the same for both."""
    return (one, other) if one < other else (other, one)
