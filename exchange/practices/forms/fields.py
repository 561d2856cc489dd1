"""What the forms of practices are made of: the base, texts that are trimmed, lines, dates as they were published."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Form as PlainForm
from wtforms import StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # types-wtforms is behind wtforms 3.3
from wtforms.validators import Length, Regexp, ValidationError

REFUSED: dict[str, Any] = {"invalid_choice_message": _l("Choose from the list.")}  # types-wtforms does not know it yet
LONGEST_LINE = 300
LONGEST_TEXT = 20_000
PUBLISHED_DATE = Regexp(
    r"^\s*(\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?)?\s*$",
    message=_l("Write a year, a month or a day, for example 2013, 2013-05 or 2013-05-24."),
)

NUMBER = Regexp(r"^\s*-?[\d\s]*([.,]\d+)?\s*$", message=_l("Write a number, for example 1492 or 12.5."))
SECURE_LINK = Regexp(r"^(https://\S+)?$", message=_l("Write a link that begins with https://."))


def known(_form: object, field: Any) -> None:
    """A closed list may be left open while a draft is written; another word than its own is refused."""
    if field.data and field.data not in {choice.value for choice in field.choices}:
        raise ValidationError(str(_l("Choose from the list.")))


class Form(FlaskForm):  # type: ignore[misc]  # the library has no types
    """Base of this capability's forms."""


class RowForm(PlainForm):
    """One row inside a form: no token of its own, no rule that stops a half-written row from being kept."""


def choices(labels: Mapping[str, Any]) -> list[SelectChoice]:
    """Codes with labels that are translated when they are shown."""
    return [SelectChoice(code, _l(label)) for code, label in labels.items()]


def trimmed(text: str | None) -> str:
    """Without spaces around; line ends as the server keeps them."""
    return (text or "").replace("\r\n", "\n").strip()


def line(label: Any, *more: Any, description: Any = "", longest: int = LONGEST_LINE) -> StringField:
    """One line of text."""
    fits = Length(max=longest, message=_l("Use at most %(max)d characters."))
    return StringField(label, [fits, *more], filters=[trimmed], description=description)


def text(label: Any, *more: Any, description: Any = "", longest: int = LONGEST_TEXT) -> TextAreaField:
    """Several lines of text."""
    fits = Length(max=longest, message=_l("Use at most %(max)d characters."))
    return TextAreaField(label, [fits, *more], filters=[trimmed], description=description)


def lines_of(text_typed: str | None) -> tuple[str, ...]:
    """What stands on each line, without empty ones and list marks."""
    rows = (row.strip().lstrip("-*•").strip() for row in (text_typed or "").splitlines())
    return tuple(row for row in rows if row)


def joined(rows: Iterable[str]) -> str:
    """Rows as the lines of a text area."""
    return "\n".join(rows)
