"""Saved searches, and the secret of a personal feed. What is followed stands in the choices of notifications."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from exchange.kernel.base import Base, Id


class SavedSearch(Base):
    """Words and filters that a person wants to hear of."""

    __tablename__ = "saved_search"

    id: Mapped[Id]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    words: Mapped[str] = mapped_column(String(400))
    filters: Mapped[dict[str, list[str]]] = mapped_column(JSON)  # dimension → values, as in the address
    made_at: Mapped[datetime]

    @property
    def topic(self) -> str:
        """What its pace is chosen for."""
        return f"search:{self.id}"


class FeedSecret(Base):
    """Lets a feed reader read as one person. Only the hash is kept; a new one ends the old one."""

    __tablename__ = "feed_secret"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
