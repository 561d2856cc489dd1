"""The tables of the ledger."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exchange.accounts.models import Ministry
from exchange.adoptions.models.kinds import Readers, Stage, Unit
from exchange.kernel.base import Base, Id, enum_column
from exchange.kernel.documents import Document, Source
from exchange.kernel.moments import Precision
from exchange.kernel.translated import Translated
from exchange.practices.models import Practice

PROMPTS = (6, 12, 24)  # months after the record was opened
_YEAR = 12


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month."""
    years, month = divmod(day.month - 1 + months, _YEAR)
    last = monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))


@dataclass(frozen=True)
class Differences:
    """What the adopter kept of the original, did differently, and left out."""

    kept: tuple[Translated, ...] = ()
    changed: tuple[Translated, ...] = ()
    left: tuple[Translated, ...] = ()


class Adoption(Base):
    """One ministry's way with another's practice. A ministry that stops and begins again goes on in the same record."""

    __tablename__ = "adoption"
    __table_args__ = (
        UniqueConstraint("practice_id", "ministry_id"),
        CheckConstraint("prompted_months IN (0, 6, 12, 24)", name="prompted_at_a_known_month"),
        Index("ix_adoption_prompts", "prompted_months", "created_at"),
    )

    id: Mapped[Id]
    practice_id: Mapped[UUID] = mapped_column(ForeignKey("practice.id"))
    ministry_id: Mapped[UUID] = mapped_column(ForeignKey("ministry.id"), index=True)
    own_practice_id: Mapped[UUID | None] = mapped_column(ForeignKey("practice.id"), index=True)  # that came of it
    revision: Mapped[int]  # the version of the original that was read when it began
    readers: Mapped[Readers] = mapped_column(enum_column(Readers), default=Readers.TWO)
    stage: Mapped[Stage] = mapped_column(enum_column(Stage))  # of the newest step
    began_on: Mapped[date] = mapped_column(Date)
    differences: Mapped[Differences] = mapped_column(Document(Differences), default=Differences)
    prompted_months: Mapped[int] = mapped_column(default=0)
    prompted_at: Mapped[datetime | None]
    is_sample: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]  # the newest step, result or description
    version: Mapped[int] = mapped_column(default=1)

    practice: Mapped[Practice] = relationship(lazy="raise", foreign_keys=[practice_id])
    ministry: Mapped[Ministry] = relationship(lazy="raise")
    steps: Mapped[list["AdoptionStep"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="AdoptionStep.happened_on, AdoptionStep.position"
    )
    results: Mapped[list["AdoptionResult"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="AdoptionResult.happened_on, AdoptionResult.position"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own class attribute

    @property
    def is_prompt_open(self) -> bool:
        """Whether the ministry was asked for news and has given none since."""
        return self.prompted_at is not None and self.updated_at <= self.prompted_at

    @property
    def next_report_on(self) -> date | None:
        """When the ministry is asked for news next; nobody is asked about what was stopped."""
        if self.stage is Stage.STOPPED:
            return None
        months = next((months for months in PROMPTS if months > self.prompted_months), None)
        return months_after(self.created_at.date(), months) if months else None

    def take(self, step: "AdoptionStep", now: datetime) -> None:
        """Go one step on; an older step that is entered late does not turn the record back."""
        newest = max((one.happened_on for one in self.steps), default=step.happened_on)
        if step.happened_on >= newest:
            self.stage = step.stage
        self.began_on = min(self.began_on, step.happened_on)
        self.steps.append(step)
        self.updated_at = now

    def report(self, result: "AdoptionResult", now: datetime) -> None:
        """Add a figure."""
        self.results.append(result)
        self.updated_at = now

    def prompt(self, months: int, now: datetime) -> None:
        """Note that the ministry was asked for news."""
        self.prompted_months, self.prompted_at = months, now


class AdoptionStep(Base):
    """One dated step, entered by a post, with the legal act that it rests on where there is one."""

    __tablename__ = "adoption_step"
    __table_args__ = (
        UniqueConstraint("adoption_id", "key"),
        CheckConstraint("until >= happened_on", name="ends_after_it_begins"),
    )

    id: Mapped[Id]
    adoption_id: Mapped[UUID] = mapped_column(ForeignKey("adoption.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(64))  # of the form, or of the entry in a file: sent twice, it is one step
    position: Mapped[int] = mapped_column(default=0)  # among steps of one day
    stage: Mapped[Stage] = mapped_column(enum_column(Stage))
    happened_on: Mapped[date] = mapped_column(Date)
    until: Mapped[date | None] = mapped_column(Date)
    precision: Mapped[Precision] = mapped_column(enum_column(Precision), default=Precision.DAY)
    title: Mapped[Translated] = mapped_column(default=Translated)  # empty: the stage names it
    text: Mapped[Translated] = mapped_column(default=Translated)
    act_title: Mapped[str] = mapped_column(String(300), default="")
    act_number: Mapped[str] = mapped_column(String(80), default="")
    sources: Mapped[tuple[Source, ...]] = mapped_column(Document(tuple[Source, ...]), default=())
    post: Mapped[Translated] = mapped_column(default=Translated)  # as it was called; empty for what was read in
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    is_sample: Mapped[bool] = mapped_column(default=False)
    entered_at: Mapped[datetime]


class AdoptionResult(Base):
    """One figure with where it comes from. The database itself refuses a figure without a source."""

    __tablename__ = "adoption_result"
    __table_args__ = (
        UniqueConstraint("adoption_id", "key"),
        CheckConstraint("source <> ''", name="names_a_source"),
        CheckConstraint("unit <> 'percent' OR figure BETWEEN 0 AND 100", name="per_cent_in_range"),
        CheckConstraint("figure >= 0", name="figure_is_not_negative"),
    )

    id: Mapped[Id]
    adoption_id: Mapped[UUID] = mapped_column(ForeignKey("adoption.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(64))
    position: Mapped[int] = mapped_column(default=0)
    happened_on: Mapped[date] = mapped_column(Date)
    until: Mapped[date | None] = mapped_column(Date)
    precision: Mapped[Precision] = mapped_column(enum_column(Precision), default=Precision.DAY)
    figure: Mapped[float]
    unit: Mapped[Unit] = mapped_column(enum_column(Unit))
    title: Mapped[Translated] = mapped_column(default=Translated)  # what is counted, in words
    text: Mapped[Translated] = mapped_column(default=Translated)
    source: Mapped[str] = mapped_column(String(500))
    source_id: Mapped[str] = mapped_column(String(16), default="")
    more_sources: Mapped[tuple[Source, ...]] = mapped_column(Document(tuple[Source, ...]), default=())
    method: Mapped[str] = mapped_column(String(300), default="")
    stated_by: Mapped[str] = mapped_column(String(200), default="")
    post: Mapped[Translated] = mapped_column(default=Translated)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    is_sample: Mapped[bool] = mapped_column(default=False)
    entered_at: Mapped[datetime]

    @property
    def sources(self) -> tuple[Source, ...]:
        """Where it stands, the main source first."""
        return (Source(self.source_id, self.source), *self.more_sources)
