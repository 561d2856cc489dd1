"""Form fields that several capabilities share."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import gettext as _
from wtforms import Field, IntegerField
from wtforms.validators import StopValidation

from exchange.kernel.moments import Moment, Precision
from exchange.web.values import LARGEST

_PARTS = 3
_EARLIEST = 1900


class WholeNumberField(IntegerField):
    """A whole number that every database can keep; a larger one is as wrong as a word."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was sent."""
        super().process_formdata(valuelist)
        if self.data is not None and abs(self.data) > LARGEST:
            self.data = None
            raise ValueError(_("Write a smaller whole number."))


class MomentField(Field):
    """A date in three boxes, of which the day, or day and month, may be left empty: as exact as it is known.

    Drawn by `ui.date_field`, which reads the typed values from `raw_data`.
    """

    data: Moment | None

    @property
    def known(self) -> Moment:
        """The moment of a form that was validated."""
        if self.data is None:
            raise ValueError(self.name)
        return self.data

    def process_data(self, value: Moment | None) -> None:
        """Show a moment that is already known."""
        self.data = value
        self.raw_data = _boxes(value)

    def process_formdata(self, valuelist: Iterable[Any]) -> None:
        """Read the boxes; what is no date is a fault of the form."""
        typed = [str(one).strip() for one in valuelist]
        if not any(typed):
            self.data = None
            return
        self.data = _moment(typed)
        if self.data is None:
            raise ValueError(_("Enter a date that exists. The day may be left empty."))


class MomentRequired:
    """A day, month or year was entered; what was entered and is none has its own message already."""

    field_flags = {"required": True}  # noqa: RUF012 - read by WTForms

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, _form: object, field: MomentField) -> None:
        """Refuse three empty boxes."""
        if field.data is None and not field.process_errors:
            raise StopValidation(self.message)


def _boxes(value: Moment | None) -> list[str]:
    if value is None:
        return []
    day = str(value.on.day) if value.precision is Precision.DAY else ""
    month = "" if value.precision is Precision.YEAR else str(value.on.month)
    return [day, month, str(value.on.year)]


def _moment(typed: list[str]) -> Moment | None:
    if len(typed) != _PARTS or not all(part.isascii() and (part.isdigit() or not part) for part in typed):
        return None
    day, month, year = (int(part) if part else 0 for part in typed)
    if day and not month:
        return None
    precision = Precision.DAY if day else Precision.MONTH if month else Precision.YEAR
    try:
        on = date(year, month or 1, day or 1)
    except (ValueError, OverflowError):
        return None
    return Moment(on, None, precision) if on.year >= _EARLIEST else None
