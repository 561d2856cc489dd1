"""A need, and the partners that it was shown to."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exchange.accounts.models import Ministry
from exchange.kernel.base import Base, Id, enum_column
from exchange.kernel.messages import N_
from exchange.kernel.translated import Translated


class NeedCircle(StrEnum):
    """Who reads a need."""

    PARTNERS = "partners"  # the ministries that were chosen
    MEMBERS = "members"

    @property
    def label(self) -> str:
        """Who reads, in words, untranslated."""
        return {NeedCircle.PARTNERS: N_("Chosen partners"), NeedCircle.MEMBERS: N_("Signed-in partners")}[self]


class Need(Base):
    """A ministry says what it wants to learn."""

    __tablename__ = "need"
    __table_args__ = (UniqueConstraint("person_id", "key"),)

    id: Mapped[Id]
    ministry_id: Mapped[UUID] = mapped_column(ForeignKey("ministry.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    post: Mapped[Translated]
    title: Mapped[str] = mapped_column(String(160))
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    circle: Mapped[NeedCircle] = mapped_column(enum_column(NeedCircle))
    key: Mapped[str] = mapped_column(String(64))
    is_sample: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime] = mapped_column(index=True)
    closed_at: Mapped[datetime | None]

    ministry: Mapped[Ministry] = relationship(lazy="raise")
    partners: Mapped[list["NeedPartner"]] = relationship(lazy="raise", cascade="all, delete-orphan")


class NeedPartner(Base):
    """A ministry that a need was shown to."""

    __tablename__ = "need_partner"

    need_id: Mapped[UUID] = mapped_column(ForeignKey("need.id", ondelete="CASCADE"), primary_key=True)
    ministry_id: Mapped[UUID] = mapped_column(ForeignKey("ministry.id"), primary_key=True, index=True)
