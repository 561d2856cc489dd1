"""The inbox of each person, and the mails that go out."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exchange.kernel.base import Base, Id, enum_column
from exchange.kernel.messages import N_


class StoredNotice(Base):
    """One line of a person's inbox."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("person_id", "key"),
        Index("ix_notice_person_id_made_at", "person_id", "made_at"),
        Index("ix_notice_person_id_read_at", "person_id", "read_at"),
    )

    id: Mapped[Id]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(64))
    path: Mapped[str] = mapped_column(String(500))
    language: Mapped[str] = mapped_column(String(8))  # of subject, lines and action
    subject: Mapped[str] = mapped_column(String(300))
    lines: Mapped[list[str]] = mapped_column(JSON)
    action: Mapped[str] = mapped_column(String(120))
    guard: Mapped[str] = mapped_column(String(80))  # asked again at every showing
    about_id: Mapped[UUID | None]  # the id in the guard, so that the database can ask for many at once
    key: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime]
    read_at: Mapped[datetime | None]

    def mark_read(self, now: datetime) -> None:
        """Note the first time that it was read; a second time changes nothing."""
        self.read_at = self.read_at or now


class MailState(StrEnum):
    """How far a mail has come."""

    WAITING = "waiting"
    SENT = "sent"
    WITHHELD = "withheld"
    FAILED = "failed"

    @property
    def label(self) -> str:
        """The state as a word, untranslated."""
        return _LABELS[self]


_LABELS = {
    MailState.WAITING: N_("Waiting"),
    MailState.SENT: N_("Sent"),
    MailState.WITHHELD: N_("Withheld"),
    MailState.FAILED: N_("Not delivered"),
}


class Mail(Base):
    """One mail to one person. Its Message-ID is fixed here, so a retry repeats it (trust.md I13)."""

    __tablename__ = "mail"
    __table_args__ = (
        CheckConstraint("(calendar IS NULL) = (calendar_method IS NULL)", name="calendar_has_a_method"),
        CheckConstraint("calendar_method IN ('REQUEST', 'CANCEL')", name="calendar_method_is_known"),
        Index("ix_mail_person_id_thread", "person_id", "thread"),
    )

    id: Mapped[Id]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    notice_id: Mapped[UUID] = mapped_column(ForeignKey("notice.id"), unique=True)
    address: Mapped[str] = mapped_column(String(254))
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    answers: Mapped[str | None] = mapped_column(String(200))  # Message-ID of the first mail of the thread
    thread: Mapped[str | None] = mapped_column(String(200))
    reply_to: Mapped[str | None] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(8))
    subject: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    calendar: Mapped[bytes | None] = mapped_column(LargeBinary)
    calendar_method: Mapped[str | None] = mapped_column(String(16))
    calendar_sequence: Mapped[int | None]
    calendar_stamp: Mapped[datetime | None]
    guard: Mapped[str] = mapped_column(String(80))  # asked again when it is sent
    state: Mapped[MailState] = mapped_column(enum_column(MailState), default=MailState.WAITING, index=True)
    reason: Mapped[str | None] = mapped_column(String(300))
    made_at: Mapped[datetime] = mapped_column(index=True)
    sent_at: Mapped[datetime | None]

    def mark_sent(self, now: datetime) -> None:
        """The server took it."""
        self.state, self.sent_at, self.reason = MailState.SENT, now, None

    def withhold(self, reason: str) -> None:
        """It is never sent: the person may not know this any more."""
        self.state, self.reason = MailState.WITHHELD, reason

    def fail(self, reason: str) -> None:
        """It cannot be delivered."""
        self.state, self.reason = MailState.FAILED, reason
