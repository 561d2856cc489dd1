"""When a person was last here, so that they can be shown what changed since."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from exchange.kernel.base import Base

PAUSE = timedelta(hours=1)  # without a page: the next one begins a new visit


class Visit(Base):
    """The visit that goes on, or went on last; nobody but its person is shown it."""

    __tablename__ = "visit"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    seen_at: Mapped[datetime]  # the newest page, to the minute
    before: Mapped[datetime | None]  # the newest page of the visit before it

    def see(self, at: datetime) -> None:
        """Note a page; one that is noted late, by another process, moves nothing back."""
        if at - self.seen_at > PAUSE:
            self.before = self.seen_at
        self.seen_at = max(self.seen_at, at)

    def was_here_until(self, now: datetime) -> datetime | None:
        """The end of the visit before the one of now; None when this is the first."""
        return self.seen_at if now - self.seen_at > PAUSE else self.before
