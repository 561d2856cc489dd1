"""Where a practice came from that arrived by a bundle."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from exchange.kernel.base import Base


class BundleArrival(Base):
    """The provenance of one practice: whose signature, which hash, when."""

    __tablename__ = "bundle_arrival"

    practice_id: Mapped[UUID] = mapped_column(ForeignKey("practice.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    signer_key: Mapped[str] = mapped_column(String(64))
    made_by: Mapped[str] = mapped_column(String(200))
    arrived_at: Mapped[datetime]
