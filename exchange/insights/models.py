"""The counters: what each practice contributes, the sums, who read what, which words found nothing."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from exchange.kernel.base import Base
from exchange.kernel.messages import N_

OPEN = "open "  # before the day when a commitment is due: whether it is overdue is known when it is read
NETWORK = "network"  # the scope of what every member may know; every other scope is a ministry's id


class Measure(StrEnum):
    """What a counter counts; `first` and `second` are its keys."""

    FUNNEL = "funnel"  # step, learner
    PAIR = "pair"  # learner, teacher
    VALID = "valid"  # month until which a practice is confirmed, or "none"
    PROMISE = "promise"  # kept, late, dropped, or "open" and the day when it is due; who promised


class Step(StrEnum):
    """How far a practice came with one other ministry."""

    READ = "read"
    ASKED = "asked"
    MET = "met"
    AGREED = "agreed"
    ADOPTING = "adopting"
    IN_FORCE = "in_force"

    @property
    def label(self) -> str:
        """The step, untranslated."""
        return _STEP_LABELS[self]


_STEP_LABELS = {
    Step.READ: N_("Read"),
    Step.ASKED: N_("Asked"),
    Step.MET: N_("Met"),
    Step.AGREED: N_("Agreed"),
    Step.ADOPTING: N_("Adopting"),
    Step.IN_FORCE: N_("In force"),
}


class InsightPart(Base):
    """What one practice contributes to one counter of one scope."""

    __tablename__ = "insight_part"

    practice_id: Mapped[UUID] = mapped_column(ForeignKey("practice.id"), primary_key=True)
    scope: Mapped[str] = mapped_column(String(36), primary_key=True)
    measure: Mapped[str] = mapped_column(String(16), primary_key=True)
    first: Mapped[str] = mapped_column(String(36), primary_key=True)
    second: Mapped[str] = mapped_column(String(36), primary_key=True)
    number: Mapped[int]


class InsightTally(Base):
    """The sum of one counter over all practices."""

    __tablename__ = "insight_tally"

    scope: Mapped[str] = mapped_column(String(36), primary_key=True)
    measure: Mapped[str] = mapped_column(String(16), primary_key=True)
    first: Mapped[str] = mapped_column(String(36), primary_key=True)
    second: Mapped[str] = mapped_column(String(36), primary_key=True)
    number: Mapped[int]


class InsightReader(Base):
    """A ministry that has opened a practice of another: the institution and the first day, nobody's name."""

    __tablename__ = "insight_reader"

    practice_id: Mapped[UUID] = mapped_column(ForeignKey("practice.id"), primary_key=True)
    ministry_id: Mapped[UUID] = mapped_column(ForeignKey("ministry.id"), primary_key=True)
    first_on: Mapped[date] = mapped_column(Date)


class InsightMiss(Base):
    """Words that a ministry searched without a good answer."""

    __tablename__ = "insight_miss"

    words: Mapped[str] = mapped_column(String(80), primary_key=True)
    ministry_id: Mapped[UUID] = mapped_column(ForeignKey("ministry.id"), primary_key=True)
    last_on: Mapped[date] = mapped_column(Date)
