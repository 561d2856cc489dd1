"""One table: how far a question has come. Its words and answers are contributions of the discussion."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from exchange.kernel.base import Base, enum_column
from exchange.kernel.messages import N_


class QuestionState(StrEnum):
    """What happened to it last."""

    ASKED = "asked"
    ANSWERED = "answered"
    PUBLISHED = "published"  # its published form is read by others, without names
    LINKED = "linked"  # the published form stands on the practice's page
    WITHDRAWN = "withdrawn"  # by whoever asked

    @property
    def label(self) -> str:
        """The state as a word, untranslated."""
        return _LABELS[self]

    @property
    def is_published(self) -> bool:
        """Whether others read the form without names."""
        return self in (QuestionState.PUBLISHED, QuestionState.LINKED)


_LABELS = {
    QuestionState.ASKED: N_("Waits for an answer"),
    QuestionState.ANSWERED: N_("Answered"),
    QuestionState.PUBLISHED: N_("Published without names"),
    QuestionState.LINKED: N_("On the practice’s page"),
    QuestionState.WITHDRAWN: N_("Withdrawn"),
}


class Circle(StrEnum):
    """Who reads the published form."""

    MEMBERS = "members"
    PUBLIC = "public"


@dataclass(frozen=True)
class PublicForm:
    """What is published: both texts as written and as safe HTML, who reads them, whether the practice shows them."""

    language: str
    circle: Circle
    is_linked: bool
    question: tuple[str, str]
    answer: tuple[str, str]


class Question(Base):
    """A question to the post behind a practice. `id` is that of the contribution that asks."""

    __tablename__ = "question"
    __table_args__ = (
        CheckConstraint("asked_by <> asked_of", name="asked_of_another_ministry"),
        CheckConstraint("(published_at IS NULL) = (state NOT IN ('published', 'linked'))", name="published_has_a_date"),
        CheckConstraint("(published_at IS NULL) = (public_question_html IS NULL)", name="published_has_a_question"),
        CheckConstraint("(published_at IS NULL) = (public_answer_html IS NULL)", name="published_has_an_answer"),
        Index("ix_question_asked_of_state", "asked_of", "state"),
        Index("ix_question_asked_by_asked_at", "asked_by", "asked_at"),
        Index("ix_question_state_published_at", "state", "published_at"),
    )

    id: Mapped[UUID] = mapped_column(ForeignKey("comment.id"), primary_key=True)
    practice_id: Mapped[UUID] = mapped_column(ForeignKey("practice.id"), index=True)
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("ministry.id"))
    asked_of: Mapped[UUID] = mapped_column(ForeignKey("ministry.id"))
    state: Mapped[QuestionState] = mapped_column(enum_column(QuestionState), default=QuestionState.ASKED)
    asked_at: Mapped[datetime]
    due_on: Mapped[date] = mapped_column(Date)  # on the calendar of the ministry that is asked
    reminded_at: Mapped[datetime | None]
    answer_id: Mapped[UUID | None] = mapped_column(ForeignKey("comment.id"))  # the first of the ministry that was asked
    answered_at: Mapped[datetime | None]
    public_language: Mapped[str | None] = mapped_column(String(8))
    public_question: Mapped[str | None] = mapped_column(Text)
    public_question_html: Mapped[str | None] = mapped_column(Text)
    public_answer: Mapped[str | None] = mapped_column(Text)
    public_answer_html: Mapped[str | None] = mapped_column(Text)
    circle: Mapped[Circle | None] = mapped_column(enum_column(Circle))
    published_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    def answer(self, answer_id: UUID, now: datetime) -> None:
        """Note the first answer of the ministry that was asked; later ones change nothing."""
        if self.state is QuestionState.ASKED:
            self.state, self.answer_id, self.answered_at = QuestionState.ANSWERED, answer_id, now

    def reopen(self) -> None:
        """The answer was taken back before anything was published: it waits again."""
        if self.state is QuestionState.ANSWERED:
            self.state, self.answer_id, self.answered_at = QuestionState.ASKED, None, None

    def withdraw(self) -> None:
        """Whoever asked took it back; what was published stays, for it names nobody."""
        if not self.state.is_published:
            self.state = QuestionState.WITHDRAWN

    def remind(self, now: datetime) -> None:
        """Note that the promised day has passed and the post was told."""
        self.reminded_at = now

    def publish(self, form: PublicForm, now: datetime) -> None:
        """Let others read it without names; doing it again replaces the words and keeps the first date."""
        self.public_language, self.circle = form.language, form.circle
        self.public_question, self.public_question_html = form.question
        self.public_answer, self.public_answer_html = form.answer
        self.state = QuestionState.LINKED if form.is_linked else QuestionState.PUBLISHED
        self.published_at = self.published_at or now
        self.version += 1
