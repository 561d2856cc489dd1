"""Pictures that stand in running texts. They are part of the text: kept, backed up and withdrawn with it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exchange.kernel.base import Base, Id


class TextPicture(Base):
    """One picture of one practice, made anew at upload; the same picture twice is one row."""

    __tablename__ = "practice_picture"
    __table_args__ = (UniqueConstraint("practice_id", "content_hash"),)

    id: Mapped[Id]
    practice_id: Mapped[UUID] = mapped_column(ForeignKey("practice.id"), index=True)
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    media_type: Mapped[str] = mapped_column(String(40))
    width: Mapped[int]
    height: Mapped[int]
    content_hash: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
