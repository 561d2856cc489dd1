"""Ministries, people, the roles that they hold, invitations, failed sign-ins."""

from datetime import datetime, time
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Time
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exchange.kernel.actor import Actor, Role
from exchange.kernel.base import Base, Id, enum_column
from exchange.kernel.translated import Translated


class Ministry(Base):
    """An institution that takes part. Its hours decide when meetings can be."""

    __tablename__ = "ministry"
    __table_args__ = (
        CheckConstraint("opens_at < closes_at", name="opens_before_it_closes"),
        CheckConstraint("promised_days BETWEEN 1 AND 60", name="promise_in_range"),
    )

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    country: Mapped[str] = mapped_column(String(8), index=True)  # ISO 3166-1 alpha-2, or 3166-2 for a nation
    abbreviation: Mapped[str | None] = mapped_column(String(32))
    names: Mapped[Translated]
    short_names: Mapped[Translated] = mapped_column(default=Translated)  # empty: the full name is short enough
    own_name: Mapped[str] = mapped_column(String(300))
    own_language: Mapped[str] = mapped_column(String(8))
    city: Mapped[Translated]
    zone: Mapped[str] = mapped_column(String(64))  # IANA
    working_days: Mapped[list[int]] = mapped_column(JSON)  # 1 = Monday
    opens_at: Mapped[time] = mapped_column(Time)  # local
    closes_at: Mapped[time] = mapped_column(Time)
    lunch_from: Mapped[time | None] = mapped_column(Time)
    lunch_to: Mapped[time | None] = mapped_column(Time)
    languages: Mapped[list[str]] = mapped_column(JSON)  # that its desk works in, the first is its own
    website: Mapped[str | None] = mapped_column(String(300))
    requires_second_factor: Mapped[bool] = mapped_column(default=False)  # of everybody; of administrators it is always
    promised_days: Mapped[int] = mapped_column(
        default=5, server_default="5"
    )  # working days until a question is answered


class Person(Base):
    """An account. Pages show the post, never the name."""

    __tablename__ = "person"
    __table_args__ = (CheckConstraint("theme IN ('light', 'dark')", name="theme_is_known"),)

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(String(254), unique=True)  # lower case
    post: Mapped[Translated]  # "Foster care desk"
    ministry_id: Mapped[UUID | None] = mapped_column(ForeignKey("ministry.id"), index=True)  # speaks for it
    language: Mapped[str] = mapped_column(String(8), default="en")
    zone: Mapped[str | None] = mapped_column(String(64))  # None: the ministry's
    theme: Mapped[str | None] = mapped_column(String(8))  # None: the system's
    password_hash: Mapped[str | None] = mapped_column(String(200))
    session_number: Mapped[int] = mapped_column(default=1)  # a higher one ends all earlier sessions
    runs_platform: Mapped[bool] = mapped_column(default=False)
    is_sample: Mapped[bool] = mapped_column(default=False)
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime | None]

    ministry: Mapped[Ministry | None] = relationship(lazy="raise")
    memberships: Mapped[list["Membership"]] = relationship(lazy="raise", cascade="all, delete-orphan")

    def end_sessions(self) -> None:
        """Sign this person out everywhere at the next request."""
        self.session_number += 1

    def disable(self, now: datetime) -> None:
        """Close the account; doing it twice keeps the first date."""
        self.disabled_at = self.disabled_at or now
        self.end_sessions()

    def open_again(self) -> None:
        """Let somebody who came back start with nothing of the earlier rights."""
        self.disabled_at = None
        self.memberships.clear()
        self.end_sessions()

    def as_actor(self) -> Actor:
        """The value that policies are asked with. Needs `memberships` loaded."""
        roles = frozenset((membership.ministry_id, membership.role) for membership in self.memberships)
        return Actor(self.id, self.ministry_id, roles, self.runs_platform, post=self.post.text_for("en"))


class Membership(Base):
    """One role of one person in one ministry."""

    __tablename__ = "membership"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    ministry_id: Mapped[UUID] = mapped_column(ForeignKey("ministry.id"), primary_key=True, index=True)
    role: Mapped[Role] = mapped_column(enum_column(Role), primary_key=True)


class Invitation(Base):
    """A link that lets one person make an account. Only the hash of its token is kept."""

    __tablename__ = "invitation"

    id: Mapped[Id]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(254))
    ministry_id: Mapped[UUID | None] = mapped_column(ForeignKey("ministry.id"))
    roles: Mapped[list[str]] = mapped_column(JSON)
    runs_platform: Mapped[bool] = mapped_column(default=False)
    invited_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    def is_open(self, now: datetime) -> bool:
        """Whether it can still be accepted."""
        return self.used_at is None and now < self.expires_at


class FailedSignIn(Base):
    """One attempt to sign in that has not succeeded, counted per account to slow guessing."""

    __tablename__ = "failed_sign_in"
    __table_args__ = (Index("ix_failed_sign_in_key_at", "key", "at"),)

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(64))  # hash of the address, and of the browser where it is a known one
    at: Mapped[datetime]
