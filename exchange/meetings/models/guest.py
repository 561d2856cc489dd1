"""Who comes without an account, and what each side says about its delegation."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from exchange.kernel.base import Base, Id, enum_column
from exchange.kernel.translated import Translated
from exchange.meetings.models.kinds import Level, PartRole


class Guest(Base):
    """Somebody whom a side lets in by a code that opens once. Only hashes of the code and of the browser are kept."""

    __tablename__ = "meeting_guest"
    __table_args__ = (CheckConstraint("role IN ('guest', 'interpreter')", name="role_of_a_guest"),)

    id: Mapped[Id]
    request_id: Mapped[UUID] = mapped_column(ForeignKey("meeting_request.id"), index=True)
    ministry_id: Mapped[UUID] = mapped_column(ForeignKey("ministry.id"))
    role: Mapped[PartRole] = mapped_column(enum_column(PartRole), default=PartRole.GUEST)
    name: Mapped[str] = mapped_column(String(120))
    organisation: Mapped[str] = mapped_column(String(160))
    language_pair: Mapped[str | None] = mapped_column(String(8))  # az-tr: of an interpreter
    contact: Mapped[str] = mapped_column(String(254), default="")  # of an interpreter; tells two of one name apart
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    visit_hash: Mapped[str | None] = mapped_column(String(64), unique=True)  # of the browser that used the code
    made_at: Mapped[datetime]
    made_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    used_at: Mapped[datetime | None]
    joined_at: Mapped[datetime | None]  # first time through the door
    revoked_at: Mapped[datetime | None]

    def renew(self, code_hash: str) -> None:
        """Another code: the old one and the browser that used it open nothing any more."""
        self.code_hash, self.visit_hash, self.used_at = code_hash, None, None

    def revoke(self, now: datetime) -> None:
        """Not any more; revoking twice keeps the first instant."""
        self.revoked_at = self.revoked_at or now
        self.visit_hash = None


class Delegation(Base):
    """What a side says about its head: the rank for protocol, and how the person is addressed in each language."""

    __tablename__ = "meeting_delegation"

    request_id: Mapped[UUID] = mapped_column(ForeignKey("meeting_request.id"), primary_key=True)
    ministry_id: Mapped[UUID] = mapped_column(ForeignKey("ministry.id"), primary_key=True)
    head_rank: Mapped[Level | None] = mapped_column(enum_column(Level))
    address: Mapped[Translated]
