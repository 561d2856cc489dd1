"""The taxonomy's one table: every code of every list with its labels."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from exchange.kernel.base import Base, enum_column
from exchange.kernel.translated import Translated


class TermList(StrEnum):
    """The lists of the taxonomy."""

    THEME = "theme"
    TARGET = "target"
    AGE_BAND = "age_band"
    EVIDENCE = "evidence"
    CHANNEL = "channel"
    PRECONDITION = "precondition"
    NEED = "need"
    STATUS = "status"
    VISIBILITY = "visibility"
    OFFER = "offer"


class Term(Base):
    """One code of one list. `reviewed` names the languages whose label was seen in an official text."""

    __tablename__ = "term"

    kind: Mapped[TermList] = mapped_column(enum_column(TermList), primary_key=True)
    code: Mapped[str] = mapped_column(String(64), primary_key=True)
    parent: Mapped[str | None] = mapped_column(String(64))  # a theme's wider theme
    position: Mapped[int]
    labels: Mapped[Translated]
    notes: Mapped[Translated]  # the rule of an evidence level, the help of a precondition
    reviewed: Mapped[list[str]] = mapped_column(JSON)
    is_edited: Mapped[bool] = mapped_column(default=False, server_default="0")  # here, so the file does not change it
    retired_into: Mapped[str | None] = mapped_column(String(64))  # the code of the list that stands for it now


class StoredConcept(Base):
    """A concept of the term bank. Retired ones stay, so that no name is given twice.

    `edition` grows with every change of the whole bank: who keeps the bank in memory asks for the highest one.
    """

    __tablename__ = "concept"

    concept_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    domain: Mapped[str] = mapped_column(String(32))
    labels: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    broader: Mapped[str | None] = mapped_column(String(64))
    notes: Mapped[Translated]
    is_certain: Mapped[bool]
    reviewed: Mapped[list[str]] = mapped_column(JSON)
    is_retired: Mapped[bool]
    edition: Mapped[int] = mapped_column(index=True)
    version: Mapped[int]
    changed_at: Mapped[datetime]

    def retire(self, edition: int, now: datetime) -> None:
        """Take it out of use."""
        self.is_retired, self.edition, self.changed_at = True, edition, now
        self.version += 1
