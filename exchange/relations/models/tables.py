"""The tables of the dossier."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exchange.accounts.models import Ministry
from exchange.files.models import StoredFile
from exchange.kernel.base import Base, Id, enum_column
from exchange.kernel.documents import Document, Source
from exchange.kernel.moments import Precision
from exchange.kernel.translated import Translated
from exchange.relations.models.detail import EventDetail
from exchange.relations.models.kinds import Basis, Circle, CommitmentState, EventKind, Part


class Relation(Base):
    """Two ministries and their common file. Title and summary are for whoever may read any of its entries.

    The pair is stored in the order of its ids, so that the database itself refuses a second file of the same two.
    """

    __tablename__ = "relation"
    __table_args__ = (
        UniqueConstraint("first_ministry_id", "second_ministry_id"),
        CheckConstraint("first_ministry_id < second_ministry_id", name="pair_in_order"),
    )

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    first_ministry_id: Mapped[UUID] = mapped_column(ForeignKey("ministry.id"))
    second_ministry_id: Mapped[UUID] = mapped_column(ForeignKey("ministry.id"), index=True)
    title: Mapped[Translated]
    summary: Mapped[Translated]
    is_reviewed: Mapped[bool] = mapped_column(default=False)  # texts confirmed by a native official
    created_at: Mapped[datetime]

    first_ministry: Mapped[Ministry] = relationship(lazy="raise", foreign_keys=[first_ministry_id])
    second_ministry: Mapped[Ministry] = relationship(lazy="raise", foreign_keys=[second_ministry_id])
    events: Mapped[list["RelationEvent"]] = relationship(lazy="raise", cascade="all, delete-orphan")

    @property
    def parties(self) -> frozenset[UUID]:
        """The two ministries."""
        return frozenset({self.first_ministry_id, self.second_ministry_id})


class RelationEvent(Base):
    """One entry by hand; a public fact names its source. Steps and results of adoptions stand in their own ledger."""

    __tablename__ = "relation_event"
    __table_args__ = (
        UniqueConstraint("relation_id", "key"),
        Index("ix_relation_event_relation_id_happened_on", "relation_id", "happened_on"),
        CheckConstraint("basis = 'sample' OR source_link IS NOT NULL", name="facts_name_a_source"),
        CheckConstraint("kind NOT IN ('adoption_step', 'result')", name="adoptions_stand_in_their_ledger"),
        CheckConstraint("until >= happened_on", name="ends_after_it_begins"),
    )

    id: Mapped[Id]
    relation_id: Mapped[UUID] = mapped_column(ForeignKey("relation.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(64))  # its name in the file it was imported from
    position: Mapped[int]  # among entries of one day
    happened_on: Mapped[date] = mapped_column(Date)  # the first day, when only a month or year is known
    until: Mapped[date | None] = mapped_column(Date)
    precision: Mapped[Precision] = mapped_column(enum_column(Precision))
    kind: Mapped[EventKind] = mapped_column(enum_column(EventKind))
    basis: Mapped[Basis] = mapped_column(enum_column(Basis))
    circle: Mapped[Circle] = mapped_column(enum_column(Circle))
    side_ministry_id: Mapped[UUID | None] = mapped_column(ForeignKey("ministry.id"))  # None: both acted
    title: Mapped[Translated]
    text: Mapped[Translated]
    source_id: Mapped[str | None] = mapped_column(String(16))
    source_link: Mapped[str | None] = mapped_column(String(500))
    commitment_state: Mapped[CommitmentState | None] = mapped_column(enum_column(CommitmentState))
    due_on: Mapped[date | None] = mapped_column(Date)
    done_on: Mapped[date | None] = mapped_column(Date)
    meeting_key: Mapped[str | None] = mapped_column(String(64))  # the meeting that it came from
    entered_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))  # None: read from a file
    entered_for: Mapped[UUID | None] = mapped_column(ForeignKey("ministry.id"))
    entered_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]  # nobody reads it; for a month it can be brought back
    arrived_from: Mapped[str | None] = mapped_column(String(200))  # the installation whose bundle brought it
    detail: Mapped[EventDetail] = mapped_column(Document(EventDetail), default=EventDetail)

    practices: Mapped[list["RelationEventPractice"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="RelationEventPractice.position"
    )

    files: Mapped[list["RelationFile"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="RelationFile.added_at"
    )

    @property
    def sources(self) -> tuple[Source, ...]:
        """Where it stands, the main source first."""
        main = (Source(self.source_id or "", self.source_link),) if self.source_link else ()
        return main + self.detail.more_sources


class RelationEventPractice(Base):
    """A practice that an entry names; it also decides who may read the entry."""

    __tablename__ = "relation_event_practice"

    event_id: Mapped[UUID] = mapped_column(ForeignKey("relation_event.id", ondelete="CASCADE"), primary_key=True)
    practice_id: Mapped[UUID] = mapped_column(ForeignKey("practice.id"), primary_key=True, index=True)
    part: Mapped[Part] = mapped_column(enum_column(Part), primary_key=True)
    position: Mapped[int]


class BriefingState(StrEnum):
    """How far the pages are."""

    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"


class Briefing(Base):
    """Pages that one person asked for. They are given out only while what they say may still be read by that person."""

    __tablename__ = "briefing"

    id: Mapped[Id]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    own_ministry_id: Mapped[UUID] = mapped_column(ForeignKey("ministry.id"))
    partner_ministry_id: Mapped[UUID] = mapped_column(ForeignKey("ministry.id"))
    meeting_id: Mapped[UUID | None]  # the request of the meeting that it is for
    language: Mapped[str] = mapped_column(String(8))
    state: Mapped[BriefingState] = mapped_column(enum_column(BriefingState), default=BriefingState.WAITING)
    made_at: Mapped[datetime]
    content_hash: Mapped[str] = mapped_column(String(64), default="")
    pages: Mapped[int] = mapped_column(default=0)  # before the annexes
    pdf: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)  # None: this machine makes no PDF
    word: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)


class RelationFile(Base):
    """A paper of an entry, in one language with its title in that language. Whoever reads the entry may save it."""

    __tablename__ = "relation_file"
    __table_args__ = (UniqueConstraint("event_id", "key"),)

    event_id: Mapped[UUID] = mapped_column(ForeignKey("relation_event.id", ondelete="CASCADE"), primary_key=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("stored_file.id"), primary_key=True, index=True)
    key: Mapped[str] = mapped_column(String(64))  # of the form: sent twice, it is one paper
    language: Mapped[str] = mapped_column(String(8))
    title: Mapped[str] = mapped_column(String(200))
    added_for: Mapped[UUID] = mapped_column(ForeignKey("ministry.id"))
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]  # nobody reads it; for a month it can be brought back

    file: Mapped[StoredFile] = relationship(lazy="raise")
