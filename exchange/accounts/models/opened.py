"""Who runs the platform looks into a ministry's own things: for a reason, for an hour, and the ministry hears of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from exchange.kernel.base import Base, Id


class OpenedMinistry(Base):
    """One opening ("break-glass", trust.md section 3)."""

    __tablename__ = "opened_ministry"

    id: Mapped[Id]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    ministry_id: Mapped[UUID] = mapped_column(ForeignKey("ministry.id"), index=True)
    reason: Mapped[str] = mapped_column(String(500))
    begun_at: Mapped[datetime]
    ends_at: Mapped[datetime]

    def close(self, now: datetime) -> None:
        """End it before its time."""
        self.ends_at = min(self.ends_at, now)
