"""The taxonomy's one table: every code of every list with its labels."""

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
