"""The audit trail's one table."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from exchange.kernel.base import Base


class AuditRow(Base):
    """One act. Never changed, never deleted; `seal` covers the row and the seal before it."""

    __tablename__ = "audit_row"

    number: Mapped[int] = mapped_column(primary_key=True)  # gaps show a deleted row
    at: Mapped[datetime]
    actor_id: Mapped[UUID | None]
    post: Mapped[str | None] = mapped_column(String(200))  # of the actor, as it was called then
    ministry_id: Mapped[UUID | None] = mapped_column(index=True)
    action: Mapped[str] = mapped_column(String(64))  # object.verb, such as practice.published
    subject_kind: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[str] = mapped_column(String(64), index=True)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)  # ids, states, hashes; never texts, links or secrets (I7)
    seal: Mapped[str] = mapped_column(String(64))
