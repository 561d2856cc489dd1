"""Days that a country's calendar has differently from what the library of holidays knows."""

from datetime import date
from enum import StrEnum

from sqlalchemy import Date, String
from sqlalchemy.orm import Mapped, mapped_column

from exchange.kernel.base import Base, enum_column
from exchange.kernel.messages import N_
from exchange.kernel.translated import Translated


class DayKind(StrEnum):
    """What a day is."""

    FREE = "free"
    HALF = "half"  # free from 13:00
    WORKING = "working"  # worked although the library or the week says otherwise

    @property
    def label(self) -> str:
        """The kind as words, untranslated."""
        return _LABELS[self]


_LABELS = {
    DayKind.FREE: N_("Free day"),
    DayKind.HALF: N_("Free from 13:00"),
    DayKind.WORKING: N_("Working day"),
}


class CountryDay(Base):
    """One day as a cabinet decided it: it counts for every ministry of the country, and goes before the library."""

    __tablename__ = "country_day"

    country: Mapped[str] = mapped_column(String(8), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    kind: Mapped[DayKind] = mapped_column(enum_column(DayKind))
    names: Mapped[Translated]
