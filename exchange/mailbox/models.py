"""Which mails were taken already. No text of a mail is kept."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from exchange.kernel.base import Base


class ReceivedMail(Base):
    """A mail that was taken; delivered again, nothing happens."""

    __tablename__ = "received_mail"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)  # hash of Message-ID and sender
    received_at: Mapped[datetime] = mapped_column(index=True)
    done: Mapped[str] = mapped_column(String(32))  # what came of it, such as "answer.applied"
