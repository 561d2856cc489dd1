"""How people prove who they are: sessions, an app's codes, recovery codes, passkeys, password links, providers."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exchange.kernel.base import Base, Id, enum_column


class Means(StrEnum):
    """What a session was opened with."""

    PASSWORD = "password"  # noqa: S105 - the name of a means
    TWO_FACTORS = "two factors"
    PASSKEY = "passkey"
    PROVIDER = "provider"  # the ministry's own accounts, which asked for one factor as far as we know
    PROVIDER_TWO_FACTORS = "provider, two factors"
    SAMPLE = "sample"  # one click, in the demonstration only

    @property
    def is_strong(self) -> bool:
        """Whether two factors stand behind it. A sample account exists in the demonstration only."""
        return self not in (Means.PASSWORD, Means.PROVIDER)


class OpenSession(Base):
    """One browser that is signed in. A copy of its cookie is worth nothing once this has ended."""

    __tablename__ = "open_session"

    id: Mapped[Id]
    visit: Mapped[str] = mapped_column(String(64), unique=True)  # hash of the number in the cookie
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    number: Mapped[int]  # of the person when it was opened; a higher one there ends all earlier sessions
    means: Mapped[Means] = mapped_column(enum_column(Means))
    browser: Mapped[str] = mapped_column(String(120), default="")  # "Firefox, Windows"
    begun_at: Mapped[datetime]
    proven_at: Mapped[datetime]  # the last time that a factor was shown; dangerous acts ask for a fresh one
    ends_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]

    def end(self, now: datetime) -> None:
        """Ending twice keeps the first instant."""
        self.ended_at = self.ended_at or now


class TimeCode(Base):
    """The secret behind the codes of an authenticator app (RFC 6238), sealed with the installation's key."""

    __tablename__ = "time_code"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    sealed_secret: Mapped[str] = mapped_column(Text)
    last_step: Mapped[int] = mapped_column(default=0)  # a code that was used is worth nothing any more
    made_at: Mapped[datetime]


class RecoveryCode(Base):
    """One of the codes for the day on which the telephone is lost. Only the hash is kept."""

    __tablename__ = "recovery_code"

    id: Mapped[Id]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]


class Passkey(Base):
    """A key pair on the person's device (WebAuthn). It can be the only factor: the device asks for finger or PIN."""

    __tablename__ = "passkey"

    id: Mapped[Id]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    credential_id: Mapped[str] = mapped_column(String(1400), unique=True)  # base64url, at most 1,023 bytes
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    uses: Mapped[int] = mapped_column(default=0)  # the device's own counter; a lower one is a copy
    name: Mapped[str] = mapped_column(String(60))
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class PasswordReset(Base):
    """Somebody asked for a new password. Without a person: the address has no account, and everything looks alike."""

    __tablename__ = "password_reset"

    id: Mapped[Id]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    def is_open(self, now: datetime) -> bool:
        """Whether its link still works."""
        return self.person_id is not None and self.used_at is None and now < self.expires_at


class ProviderIdentity(Base):
    """The account at a ministry's own provider that belongs to a person here (OpenID Connect: issuer and subject)."""

    __tablename__ = "provider_identity"
    __table_args__ = (UniqueConstraint("provider", "subject"),)

    id: Mapped[Id]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    provider: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(255))
    linked_at: Mapped[datetime]
