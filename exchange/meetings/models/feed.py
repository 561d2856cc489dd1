"""The secret address of a person's calendar feed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from exchange.kernel.base import Base


class CalendarFeed(Base):
    """One feed per person. Only the hash of its secret is kept; a new secret ends the old one."""

    __tablename__ = "calendar_feed"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    busy_only: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime]
