"""Agreed meetings: identity in calendars, room, people, held quarter hours; and commands already done."""

from datetime import UTC, datetime, timedelta
from secrets import choice
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exchange.kernel.base import Base, Id, enum_column
from exchange.meetings.models.kinds import MeetingState, PartRole, PartStat, ResourceKind, RoomKind

_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"


class Meeting(Base):
    """An agreed meeting: its identity in calendars, and its room."""

    __tablename__ = "meeting"
    __table_args__ = (
        CheckConstraint("minutes BETWEEN 15 AND 240", name="minutes_in_range"),
        CheckConstraint("sequence >= 0", name="sequence_counts_up"),
        Index("ix_meeting_state_starts_at", "state", "starts_at"),
    )

    request_id: Mapped[UUID] = mapped_column(ForeignKey("meeting_request.id"), primary_key=True)
    uid: Mapped[str] = mapped_column(String(64), unique=True)  # in every calendar; never an address, never used again
    sequence: Mapped[int] = mapped_column(default=0)
    stamped_at: Mapped[datetime]  # DTSTAMP of the newest message; strictly later for each
    starts_at: Mapped[datetime]
    wall_start: Mapped[str | None] = mapped_column(String(16))  # the hour that was agreed on: 2026-03-18T11:00
    wall_zone: Mapped[str | None] = mapped_column(String(64))  # on this clock; if its rules change, the hour stays
    agreed_at: Mapped[datetime]  # the beginning that both sides agreed on; a small move stays near it
    minutes: Mapped[int]
    state: Mapped[MeetingState] = mapped_column(enum_column(MeetingState), default=MeetingState.TENTATIVE)
    title: Mapped[str] = mapped_column(String(160))  # empty until the organizer writes it
    title_language: Mapped[str] = mapped_column(String(8), default="en")
    room_link: Mapped[str | None] = mapped_column(
        String(2000)
    )  # leaves the server only at the click, inside the window
    passcode: Mapped[str | None] = mapped_column(String(64))  # the same; never in mails or calendars
    fallback_link: Mapped[str | None] = mapped_column(String(2000))  # a second way in; leaves as the first one does
    room_kind: Mapped[RoomKind] = mapped_column(enum_column(RoomKind), default=RoomKind.PASTED)
    room_key: Mapped[str | None] = mapped_column(String(32))  # its name at the provider; another one after a move
    organizer_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    scheduled_at: Mapped[datetime | None]
    began_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    absent_ministry_id: Mapped[UUID | None] = mapped_column(ForeignKey("ministry.id"))  # None: both, or it was held

    @property
    def ends_at(self) -> datetime:
        """When it is over."""
        return self.starts_at + timedelta(minutes=self.minutes)

    def bind(self, kind: RoomKind, link: str, passcode: str, fallback: str = "") -> None:
        """The room: a pasted link, or a name that only the provider and the click know; and a second way in."""
        self.fallback_link = fallback or None
        self.room_kind, self.passcode = kind, passcode or None
        self.room_link = link if kind is RoomKind.PASTED else None
        self.room_key = None if kind is RoomKind.PASTED else new_room_key()

    def schedule(self, *, title: str, language: str, by: UUID, now: datetime) -> None:
        """Bind the room; the first calendar message keeps sequence 0 (RFC 5546 2.1.4)."""
        self.title, self.title_language = title, language
        self.organizer_id, self.scheduled_at = by, now
        self.state = MeetingState.CONFIRMED
        self.stamp(now)

    def begin_at(self, starts_at: datetime, zone: str | None) -> None:
        """Keep the instant, and the hour that it is on the clock on which it was chosen."""
        self.starts_at, self.wall_zone = starts_at, zone
        self.wall_start = f"{starts_at.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}" if zone else None

    def by_the_wall(self) -> datetime:
        """The instant of the agreed hour by the rules that the clock has now (docs/decisions/0031)."""
        if self.wall_start is None or self.wall_zone is None:
            return self.starts_at
        hour = datetime.fromisoformat(self.wall_start)
        readings = [hour.replace(tzinfo=ZoneInfo(self.wall_zone), fold=fold).astimezone(UTC) for fold in (0, 1)]
        return self.starts_at if self.starts_at in readings else readings[0]

    def move_to(self, starts_at: datetime, now: datetime, *, agreed: bool) -> None:
        """Another beginning: the next sequence, so that calendars ask their people again (RFC 5546 2.1.4)."""
        self.begin_at(starts_at, self.wall_zone)
        if self.room_key is not None:
            self.room_key = new_room_key()
        if agreed:
            self.agreed_at = starts_at
        self.sequence += 1
        self.stamp(now)

    def cancel(self, now: datetime) -> None:
        """Take it back: the next sequence, so that calendars believe it."""
        self.state = MeetingState.CANCELLED
        self.sequence += 1
        self.stamp(now)

    def stamp(self, now: datetime) -> None:
        """Number the next message: calendars count in whole seconds, so it is at least one second later."""
        self.stamped_at = max(now.replace(microsecond=0), self.stamped_at + timedelta(seconds=1))


def new_room_key() -> str:
    """mtg- and twenty letters that nobody can guess (meetings.md 4.1)."""
    return "mtg-" + "".join(choice(_LETTERS) for _letter in range(20))


class Participant(Base):
    """A person in a meeting, for one of the two sides."""

    __tablename__ = "meeting_participant"
    __table_args__ = (UniqueConstraint("request_id", "person_id"),)

    id: Mapped[Id]
    request_id: Mapped[UUID] = mapped_column(ForeignKey("meeting_request.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    ministry_id: Mapped[UUID] = mapped_column(ForeignKey("ministry.id"))
    role: Mapped[PartRole] = mapped_column(enum_column(PartRole), default=PartRole.DELEGATE)
    language_pair: Mapped[str | None] = mapped_column(String(8))  # az-tr: of an interpreter
    answer: Mapped[PartStat] = mapped_column(enum_column(PartStat), default=PartStat.NEEDS_ACTION)
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    answered_sequence: Mapped[int | None]  # of the message that was answered
    answered_stamp: Mapped[datetime | None]  # DTSTAMP of the answer; a later one wins
    joined_at: Mapped[datetime | None]  # first time through the door

    def say(self, answer: PartStat, *, sequence: int, stamp: datetime) -> bool:
        """Take the answer, unless a later one is known (RFC 5546: SEQUENCE first, then DTSTAMP). Whether it was."""
        known = self.answered_sequence, self.answered_stamp
        if known[0] is not None and known[1] is not None and (sequence, stamp) <= (known[0], known[1]):
            return False
        self.answer, self.answered_sequence, self.answered_stamp = answer, sequence, stamp
        return True

    def ask_again(self) -> None:
        """The time changed: an earlier answer says nothing about the new one."""
        self.answer, self.answered_sequence, self.answered_stamp = PartStat.NEEDS_ACTION, None, None


class Hold(Base):
    """A quarter hour that belongs to one meeting. The primary key is what forbids a double booking (trust.md I11)."""

    __tablename__ = "meeting_hold"

    resource_kind: Mapped[ResourceKind] = mapped_column(enum_column(ResourceKind), primary_key=True)
    resource_id: Mapped[UUID] = mapped_column(primary_key=True)
    quarter_hour: Mapped[datetime] = mapped_column(primary_key=True)  # its beginning, UTC
    request_id: Mapped[UUID] = mapped_column(ForeignKey("meeting_request.id"), index=True)


class MeetingDesk(Base):
    """How a ministry's desk wants its meetings handled. Without a row: no clearance."""

    __tablename__ = "meeting_desk"

    ministry_id: Mapped[UUID] = mapped_column(ForeignKey("ministry.id"), primary_key=True)
    clears_requests: Mapped[bool] = mapped_column(default=False)  # its organizers see a request before it leaves


class CommandKey(Base):
    """A form that was already acted on: sent again, it gives the same answer and does nothing (trust.md I12)."""

    __tablename__ = "meeting_command_key"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    command: Mapped[str] = mapped_column(String(32))
    request_id: Mapped[UUID] = mapped_column(ForeignKey("meeting_request.id"))
    result: Mapped[str] = mapped_column(String(32))
    done_at: Mapped[datetime]
