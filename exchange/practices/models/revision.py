"""One text of a practice, as it goes through clearance: facts, rows, and its language versions.

Fields of domain.md section 1 kept here: 3 (level), 4 (lead institution), 5, 6, 7, 8, 9, 12, 13 and 15 (rows), 16-19,
21, 22, 24 (claim), 27, 29, 32, 35 (links), 36, 37, 39; in PracticeText: 1, 2, 9, 40; in PracticeSection: 11, 13-15, 20,
23, 25, 26, 28, 31, 33, 34. Field 30 (adopted elsewhere) is read from the ledger of adoptions.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm.attributes import flag_modified

from exchange.files.models import StoredFile
from exchange.kernel.base import Base, Id, enum_column
from exchange.kernel.errors import ConflictError
from exchange.kernel.translated import Translated
from exchange.practices.models.rows import Rows, from_json, to_json
from exchange.practices.models.states import RevisionState, Section, Stage, TextState, Visibility
from exchange.practices.models.transitions import ELSEWHERE, TextCommand, require

_OPEN = (RevisionState.DRAFT, RevisionState.SENT_BACK)


@dataclass(frozen=True)
class LastCircle:
    """Who could read a text to the last."""

    visibility: Visibility
    partners: list[str]  # ids of ministries
    parts: dict[str, str]  # part → narrower Visibility


class Revision(Base):
    """A numbered text. Once cleared it never changes; a later change is a new revision."""

    __tablename__ = "practice_revision"
    __table_args__ = (
        UniqueConstraint("practice_id", "number"),
        CheckConstraint("evidence_claim BETWEEN 0 AND 4", name="evidence_claim_in_range"),
    )

    id: Mapped[Id]
    practice_id: Mapped[UUID] = mapped_column(ForeignKey("practice.id"), index=True)
    number: Mapped[int]
    state: Mapped[RevisionState] = mapped_column(enum_column(RevisionState), default=RevisionState.DRAFT, index=True)
    language: Mapped[str] = mapped_column(String(8))  # of the official text
    level: Mapped[str] = mapped_column(String(16), default="national")
    org: Mapped[Translated]
    contact_role: Mapped[Translated]
    status: Mapped[str] = mapped_column(String(16), default="running")
    started: Mapped[str | None] = mapped_column(String(10))  # ISO date, month or year, as published
    ended: Mapped[str | None] = mapped_column(String(10))
    evidence_claim: Mapped[int | None]
    licence: Mapped[str] = mapped_column(String(40), default="reuse-with-credit")
    visibility: Mapped[Visibility | None] = mapped_column(enum_column(Visibility))  # asked for; counts once cleared
    partner_ids: Mapped[list[str]] = mapped_column(JSON, default=list)  # the same
    field_visibility: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)  # the same, by section
    rows_json: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    written_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))  # the last who saved
    writer_ids: Mapped[list[str]] = mapped_column(JSON, default=list)  # everyone who saved: none of them clears it
    saved_at: Mapped[datetime]
    sent_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    sent_at: Mapped[datetime | None]
    cleared_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    cleared_at: Mapped[datetime | None]
    document_number: Mapped[str | None] = mapped_column(String(120))
    remark: Mapped[str | None] = mapped_column(Text)  # the clearing officer's, when sent back or refused
    content_hash: Mapped[str | None] = mapped_column(String(64))
    with_editor_at: Mapped[datetime | None]  # cleared by the ministry, not shown before the editor has no question left
    not_placed: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list, server_default="[]")  # from a file
    last_circle: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")  # see `step_aside`
    version: Mapped[int] = mapped_column(default=1)

    texts: Mapped[list["PracticeText"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="PracticeText.language"
    )
    themes: Mapped[list["RevisionTheme"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="RevisionTheme.position"
    )
    codes: Mapped[list["RevisionCode"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="RevisionCode.position"
    )
    files: Mapped[list["RevisionFile"]] = relationship(lazy="raise", cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own class attribute

    @property
    def rows(self) -> Rows:
        """The repeated rows."""
        return from_json(self.rows_json)

    @rows.setter
    def rows(self, rows: Rows) -> None:
        self.rows_json = to_json(rows)

    @property
    def is_open(self) -> bool:
        """Whether the author may still write."""
        return self.state in _OPEN

    @property
    def is_decided(self) -> bool:
        """Whether this text changes no more: writing on means a new version."""
        return self.state in (RevisionState.CLEARED, RevisionState.REFUSED)

    @property
    def stage(self) -> Stage:
        """Who has the text."""
        with_editor = self.state is RevisionState.IN_CLEARANCE and self.with_editor_at is not None
        return Stage.WITH_EDITOR if with_editor else Stage(self.state.value)

    @property
    def hands(self) -> frozenset[UUID]:
        """Everyone who wrote or sent this text."""
        last = {one for one in (self.written_by, self.sent_by) if one is not None}
        return frozenset(last | set(map(UUID, self.writer_ids or ())))

    def save(self, by: UUID | None, now: datetime) -> None:
        """Note who wrote, and when."""
        self.written_by, self.saved_at = by, now
        flag_modified(self, "saved_at")  # the version moves even where only texts changed within one tick (I10)
        if by is not None and str(by) not in (self.writer_ids or ()):
            self.writer_ids = [*(self.writer_ids or ()), str(by)]

    def require_seen(self, version: int) -> None:
        """Refuse a decision about a text that is not the one the officer read."""
        if self.version != version or self.state is not RevisionState.IN_CLEARANCE:
            raise ConflictError(ELSEWHERE)

    def send(self, by: UUID, now: datetime) -> None:
        """Hand the text to the clearing officer."""
        require(TextCommand.SEND, self.stage)
        self.state, self.sent_by, self.sent_at = RevisionState.IN_CLEARANCE, by, now

    def take_back(self) -> None:
        """Let the author write again; a clearance that was given for the text counts no more."""
        require(TextCommand.TAKE_BACK, self.stage)
        self.state = RevisionState.DRAFT
        self._forget_clearance()

    def send_back(self, remark: str) -> None:
        """Return the text to its author with a remark."""
        require(TextCommand.SEND_BACK, self.stage)
        self.state, self.remark = RevisionState.SENT_BACK, remark
        self._forget_clearance()

    def refuse(self, reason: str) -> None:
        """Keep the text inside the ministry for good, with the reason; what is published stays as it is."""
        require(TextCommand.REFUSE, self.stage)
        self.state, self.remark = RevisionState.REFUSED, reason
        self._forget_clearance()

    def clear(self, *, by: UUID | None, now: datetime, document_number: str, content_hash: str) -> None:
        """The ministry's written OK. From here on the text does not change."""
        require(TextCommand.CLEAR, self.stage)
        self._note_clearance(by, now, document_number, content_hash)
        self.state = RevisionState.CLEARED

    def ask_editor(self, *, by: UUID | None, now: datetime, document_number: str, content_hash: str) -> None:
        """The ministry's written OK; the editor's questions come before the text is shown."""
        require(TextCommand.ASK_EDITOR, self.stage)
        self._note_clearance(by, now, document_number, content_hash)
        self.with_editor_at = now

    def let_out(self) -> None:
        """The editor has no question left."""
        require(TextCommand.LET_OUT, self.stage)
        self.state = RevisionState.CLEARED

    def step_aside(self, circle: LastCircle) -> None:
        """Keep who could read it when a newer text took its place: nobody else ever reads this one (0043)."""
        self.last_circle = {"visibility": circle.visibility.value, "partners": circle.partners, "parts": circle.parts}

    def close(self) -> None:
        """Let none but the ministry's own desk read it from now on."""
        self.last_circle = {}

    def last_circle_of(self, part: str | None = None) -> Visibility | None:
        """The circle in which the whole text or a part of it stood last; None: the desk alone."""
        if not self.last_circle:
            return None
        whole = Visibility(self.last_circle["visibility"])
        own = self.last_circle["parts"].get(part) if part else None
        return min(Visibility(own), whole, key=lambda circle: circle.width) if own else whole

    @property
    def last_partners(self) -> frozenset[UUID]:
        """The ministries that were named as readers to the last."""
        return frozenset(map(UUID, self.last_circle.get("partners", ())))

    def _note_clearance(self, by: UUID | None, now: datetime, document_number: str, content_hash: str) -> None:
        self.cleared_by, self.cleared_at = by, now
        self.document_number, self.content_hash, self.remark = document_number, content_hash, None

    def _forget_clearance(self) -> None:
        self.cleared_by = self.cleared_at = self.with_editor_at = None
        self.document_number = self.content_hash = None


class RevisionTheme(Base):
    """A theme of the revision; position 0 is the main one."""

    __tablename__ = "revision_theme"

    revision_id: Mapped[UUID] = mapped_column(ForeignKey("practice_revision.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(40), primary_key=True, index=True)
    position: Mapped[int]


class RevisionFile(Base):
    """A stored file that a row of the revision names: whoever reads the revision may have it."""

    __tablename__ = "revision_file"

    revision_id: Mapped[UUID] = mapped_column(ForeignKey("practice_revision.id"), primary_key=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("stored_file.id"), primary_key=True, index=True)

    file: Mapped[StoredFile] = relationship(lazy="raise")


class RevisionCode(Base):
    """A target group or a delivery channel of the revision."""

    __tablename__ = "revision_code"
    __table_args__ = (CheckConstraint("kind IN ('target', 'channel')", name="kind_is_known"),)

    revision_id: Mapped[UUID] = mapped_column(ForeignKey("practice_revision.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    code: Mapped[str] = mapped_column(String(40), primary_key=True, index=True)
    position: Mapped[int]


class PracticeText(Base):
    """One language version of a revision."""

    __tablename__ = "practice_text"
    __table_args__ = (UniqueConstraint("revision_id", "language"),)

    id: Mapped[Id]
    revision_id: Mapped[UUID] = mapped_column(ForeignKey("practice_revision.id"), index=True)
    language: Mapped[str] = mapped_column(String(8))
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text)
    state: Mapped[TextState] = mapped_column(enum_column(TextState), default=TextState.CURRENT)
    source_revision: Mapped[int | None]  # the number of the official text that it was made from
    behind_by: Mapped[int] = mapped_column(default=0)  # paragraphs newer in the official text
    source_marks: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")  # of those that it follows
    translator: Mapped[Translated | None]  # a post
    is_reviewed: Mapped[bool] = mapped_column(default=False)  # by a native official

    sections: Mapped[list["PracticeSection"]] = relationship(lazy="raise", cascade="all, delete-orphan")


class PracticeSection(Base):
    """One running text of a language version: what was written, and its HTML as rendered at save."""

    __tablename__ = "practice_section"

    text_id: Mapped[UUID] = mapped_column(ForeignKey("practice_text.id"), primary_key=True)
    key: Mapped[Section] = mapped_column(enum_column(Section), primary_key=True)
    markdown: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
