"""One table: what was said under a practice, by which post, for which circle of readers."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, Text, UniqueConstraint, and_
from sqlalchemy.orm import Mapped, mapped_column

from exchange.kernel.base import Base, Id, enum_column
from exchange.kernel.messages import N_
from exchange.kernel.translated import Translated

EDITABLE_FOR = timedelta(minutes=15)


class CommentState(StrEnum):
    """Whether the words are still there."""

    SHOWN = "shown"
    WITHDRAWN = "withdrawn"  # the place in the thread stays, the words do not


class Circulation(StrEnum):
    """Who reads it, among those who read the practice."""

    PUBLIC = "public"
    MEMBERS = "members"  # everyone signed in
    PARTNERS = "partners"  # the owner, the ministries that it names, and the writer's own
    PRIVATE = "private"  # two ministries


class Kind(StrEnum):
    """What sort of contribution it is."""

    COMMENT = "comment"
    QUESTION = "question"
    ANSWER = "answer"
    REMARK = "remark"

    @property
    def label(self) -> str:
        """The kind as a word, untranslated."""
        return _KINDS[self]


_KINDS = {
    Kind.COMMENT: N_("Comment"),
    Kind.QUESTION: N_("Question"),
    Kind.ANSWER: N_("Answer"),
    Kind.REMARK: N_("Remark"),
}

# Sections of a practice that a remark may be about, in the words of the practice's page.
SECTIONS = {
    "problem": N_("Problem addressed"),
    "context": N_("Context and legal base"),
    "objectives": N_("Objectives"),
    "solution": N_("The solution"),
    "innovation": N_("What is new about it"),
    "difficulties": N_("What did not work"),
    "results": N_("Results"),
    "user_feedback": N_("How the people served see it"),
    "equity": N_("Equity and access"),
    "safeguards": N_("Safeguards and ethics"),
    "adapt": N_("If you start tomorrow"),
    "lessons": N_("Lessons"),
    "asks": N_("What we would like to learn"),
    "next": N_("Next steps"),
}


class Comment(Base):
    """A contribution. `parent_id` is always a first contribution: threads are two deep."""

    __tablename__ = "comment"
    __table_args__ = (
        UniqueConstraint("author_id", "key"),
        # Whose words stand before others for a reader is counted from this alone, without the rows and their texts.
        Index(
            "ix_comment_threads",
            *("practice_id", "parent_id", "made_at", "id"),
            *("circulation", "ministry_id", "between_first", "between_second"),
            *("state", "hidden_at", "anchor_field"),
        ),
        CheckConstraint(
            "(circulation = 'private') = (between_first IS NOT NULL AND between_second IS NOT NULL)",
            name="private_names_two_ministries",
        ),
        CheckConstraint("author_id IS NOT NULL OR is_sample", name="only_a_sample_has_no_author"),
    )

    id: Mapped[Id]
    practice_id: Mapped[UUID] = mapped_column(ForeignKey("practice.id"))
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("comment.id"))
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    ministry_id: Mapped[UUID] = mapped_column(ForeignKey("ministry.id"))
    post: Mapped[Translated]  # as it was called when this was written
    kind: Mapped[Kind] = mapped_column(enum_column(Kind), default=Kind.COMMENT)
    language: Mapped[str] = mapped_column(String(8))
    markdown: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)  # rendered and cleaned when it was saved (trust.md 1.1)
    state: Mapped[CommentState] = mapped_column(enum_column(CommentState), default=CommentState.SHOWN)
    circulation: Mapped[Circulation] = mapped_column(enum_column(Circulation))
    between_first: Mapped[UUID | None] = mapped_column(ForeignKey("ministry.id"))
    between_second: Mapped[UUID | None] = mapped_column(ForeignKey("ministry.id"))
    anchor_field: Mapped[str | None] = mapped_column(String(32))  # key of the practice's section
    anchor_number: Mapped[int | None]  # paragraph or row of it, 1 is the first
    anchor_language: Mapped[str | None] = mapped_column(String(8))  # of the text that the writer read
    anchor_mark: Mapped[str | None] = mapped_column(String(32))  # of the paragraph's words, to find it again
    anchor_words: Mapped[str | None] = mapped_column(String(200))  # how the paragraph began then
    key: Mapped[str] = mapped_column(String(64))  # of the form: a form sent twice is one contribution
    version: Mapped[int] = mapped_column(default=1)
    is_sample: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]
    hidden_reason: Mapped[str | None] = mapped_column(String(500))
    hidden_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))

    def hide(self, reason: str, person_id: UUID, now: datetime) -> None:
        """Take the words out of sight, with the reason that readers see; the first time counts."""
        if self.hidden_at is None:
            self.hidden_at, self.hidden_reason, self.hidden_by = now, reason, person_id

    @property
    def is_shown(self) -> bool:
        """Whether its words may be read."""
        return self.state is CommentState.SHOWN and self.hidden_at is None

    @classmethod
    def shown(cls) -> ColumnElement[bool]:
        """`is_shown` as a condition of the database."""
        return and_(cls.state == CommentState.SHOWN, cls.hidden_at.is_(None))

    @property
    def thread_id(self) -> UUID:
        """The first contribution of its thread."""
        return self.parent_id or self.id

    def can_change_at(self, now: datetime) -> bool:
        """Whether its author may still change the words: until 15 minutes after writing, that instant included."""
        return self.is_shown and now <= self.made_at + EDITABLE_FOR

    def rewrite(self, *, markdown: str, html: str, language: str, now: datetime) -> None:
        """Put other words in its place."""
        self.markdown, self.html, self.language = markdown, html, language
        self.edited_at, self.version = now, self.version + 1

    def withdraw(self, now: datetime) -> None:
        """Take the words back; a second time changes nothing."""
        self.state = CommentState.WITHDRAWN
        self.withdrawn_at = self.withdrawn_at or now


class CommentReport(Base):
    """Somebody asks the owner's administrator to look at a contribution."""

    __tablename__ = "comment_report"
    __table_args__ = (UniqueConstraint("comment_id", "person_id"),)

    id: Mapped[Id]
    comment_id: Mapped[UUID] = mapped_column(ForeignKey("comment.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(500))
    made_at: Mapped[datetime]
