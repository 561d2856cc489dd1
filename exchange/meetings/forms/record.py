"""The forms of minutes and commitments."""

from collections.abc import Iterable
from uuid import UUID

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, DateField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # types-wtforms is behind wtforms 3.3
from wtforms.validators import InputRequired, Length
from wtforms.widgets import HiddenInput

from exchange.meetings.forms.keyed import KeyedForm
from exchange.meetings.service.minutes import Written
from exchange.web.fields import WholeNumberField

_TOO_LONG = _l("This text is too long.")
MOST_ROWS = 80
_MOST_DIGITS = 10  # of a version


class MinutesForm(KeyedForm):
    """Paragraph rows, named p-0-id, p-0-version, p-0-a, p-0-b, p-0-c; which side is `a` is the page's matter."""

    def written(self, typed: MultiDict[str, str], *, flipped: bool) -> tuple[Written, ...]:
        """The rows as the service takes them."""
        numbers = [number for number in range(MOST_ROWS) if f"p-{number}-a" in typed]
        return tuple(_row(typed, f"p-{number}-", flipped=flipped) for number in numbers)


def _row(typed: MultiDict[str, str], prefix: str, *, flipped: bool) -> Written:
    a, b = _lines(typed.get(prefix + "a", "")), _lines(typed.get(prefix + "b", ""))
    version = typed.get(prefix + "version", "")
    return Written(
        id=_id(typed.get(prefix + "id", "")),
        version=int(version) if version.isdecimal() and len(version) < _MOST_DIGITS else 0,
        from_text=b if flipped else a,
        to_text=a if flipped else b,
        in_communique=typed.get(prefix + "c") == "yes",
    )


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


class ApproveForm(KeyedForm):
    """Yes to one version."""

    number = WholeNumberField(widget=HiddenInput(), default=0)
    publishes = BooleanField(_l("The marked paragraphs may be published on the practice’s page"))


class RemarkForm(KeyedForm):
    """A remark beside one paragraph."""

    paragraph = SelectField(_l("Paragraph"))
    text = TextAreaField(_l("Your remark"), validators=[Length(max=1000, message=_TOO_LONG)])


class SettleForm(KeyedForm):
    """Which remark is dealt with."""

    remark = HiddenField()


class AddendumForm(KeyedForm):
    """Words to be added, in both languages."""

    a = TextAreaField(validators=[Length(max=4000, message=_TOO_LONG)])
    b = TextAreaField(validators=[Length(max=4000, message=_TOO_LONG)])
    number = WholeNumberField(widget=HiddenInput(), default=0)


class CommitmentForm(KeyedForm):
    """Who does what, by when."""

    ministry = SelectField(_l("Who does it"))
    what = StringField(
        _l("What is done"),
        validators=[InputRequired(message=_l("Say what is done.")), Length(max=600, message=_TOO_LONG)],
    )
    due_on = DateField(
        _l("By which day"),
        format=["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"],
        validators=[InputRequired(message=_l("Choose a day."))],
    )

    def put_ministries(self, choices: Iterable[tuple[str, str]]) -> None:
        """The two sides."""
        self.ministry.choices = [SelectChoice(value, words) for value, words in choices]


class StepOfCommitmentForm(KeyedForm):
    """Where a commitment goes, and what came of it."""

    state = HiddenField()
    effect = TextAreaField(_l("What came of it"), validators=[Length(max=1000, message=_TOO_LONG)])
    practice = StringField(_l("Practice where the result can be read"))
