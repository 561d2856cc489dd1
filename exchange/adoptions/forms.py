"""The forms of the ledger: fields, shapes, messages. What is allowed is the service's question."""

from collections.abc import Iterable
from decimal import Decimal

from flask_babel import lazy_gettext as _l
from wtforms import DecimalField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # types-wtforms is behind wtforms 3.3
from wtforms.validators import InputRequired, Length
from wtforms.widgets import HiddenInput

from exchange.adoptions.models import Readers, Stage, Unit
from exchange.adoptions.service import Description, ResultDraft, StepDraft
from exchange.kernel.ids import new_id
from exchange.kernel.languages import Language
from exchange.web.fields import MomentField, MomentRequired, WholeNumberField
from exchange.web.persons import AsksAboutPersons
from exchange.web.reader import current_reader

_TOO_LONG = _l("This text is too long.")
_NOT_OFFERED = _l("Choose one from the list.")
_LANGUAGES = [SelectChoice(language.value, language.own_name) for language in Language]
_LONG, _SHORT = Length(max=2000, message=_TOO_LONG), Length(max=300, message=_TOO_LONG)


def _fresh_key() -> str:
    return str(new_id())


def _readers_language() -> str:
    return current_reader().language.value


class _Keyed(AsksAboutPersons):
    key = HiddenField(default=_fresh_key)
    language = SelectField(_l("Language of your text"), choices=_LANGUAGES, default=_readers_language)


class StepForm(_Keyed):
    """A step with its day."""

    stage = SelectField(_l("Where do you stand?"), default=Stage.STUDYING.value, validate_choice=False)
    moment = MomentField(_l("Since when?"), [MomentRequired(_l("Enter the year, better the month and day too."))])
    text = TextAreaField(_l("Remark"), [_LONG])
    act_title = StringField(_l("Legal act"), [_SHORT])
    act_number = StringField(_l("Its number and date"), [Length(max=80, message=_TOO_LONG)])
    source = StringField(_l("Where it stands"), [Length(max=500, message=_TOO_LONG)])

    def put_stages(self, labels: Iterable[tuple[str, str]]) -> None:
        """The stages in the reader's language."""
        self.stage.choices = [SelectChoice(value, label) for value, label in labels]
        self.stage.validate_choice = True

    def draft(self) -> StepDraft:
        """What was typed. Only after it was validated."""
        return StepDraft(
            stage=Stage(self.stage.data),
            moment=self.moment.known,
            text=self.text.data or "",
            language=self.language.data,
            act_title=self.act_title.data or "",
            act_number=self.act_number.data or "",
            source=self.source.data or "",
        )


class BeginForm(StepForm):
    """The first step also says who may know of the record."""

    readers = RadioField(_l("Who may know of it?"), default=Readers.TWO.value, validate_choice=False)


class ResultForm(_Keyed):
    """A figure with where it comes from."""

    watched = ("what", "source", "method")

    figure = DecimalField(_l("Figure"), [InputRequired(_l("Enter the figure."))])
    unit = SelectField(_l("What is counted"), default=Unit.CHILDREN.value)
    what = StringField(_l("In words"), [InputRequired(_l("Say what is counted.")), _SHORT])
    moment = MomentField(_l("On which day?"), [MomentRequired(_l("Enter the year, better the month and day too."))])
    source = StringField(_l("Source"), [Length(max=500, message=_TOO_LONG)])
    method = StringField(_l("How it was counted"), [_SHORT])
    stated_by = StringField(_l("Stated by"), [Length(max=200, message=_TOO_LONG)])

    def put_units(self, labels: Iterable[tuple[str, str]]) -> None:
        """The units in the reader's language."""
        self.unit.choices = [SelectChoice(value, label) for value, label in labels]

    def draft(self) -> ResultDraft:
        """What was typed. Only after it was validated."""
        return ResultDraft(
            moment=self.moment.known,
            figure=float(self.figure.data or Decimal()),
            unit=Unit(self.unit.data),
            what=self.what.data or "",
            source=self.source.data or "",
            language=self.language.data,
            method=self.method.data or "",
            stated_by=self.stated_by.data or "",
        )


class DescribeForm(_Keyed):
    """What was kept, changed and left; the own practice; who may know."""

    watched = ("kept", "changed", "left")

    version = WholeNumberField(widget=HiddenInput(), default=0)
    kept = TextAreaField(_l("Kept"), [_LONG])
    changed = TextAreaField(_l("Changed"), [_LONG])
    left = TextAreaField(_l("Left out"), [_LONG])
    own_practice = SelectField(_l("Your own practice that came of it"), default="", validate_choice=False)
    readers = RadioField(_l("Who may know of it?"), default=Readers.TWO.value, validate_choice=False)

    def look_again(self, version: int) -> None:
        """Carry the version that the page shows now, not the one that was sent."""
        self.version.data, self.version.raw_data = version, None

    def said(self) -> Description:
        """What was typed. Only after it was validated."""
        return Description(
            kept=_lines(self.kept.data),
            changed=_lines(self.changed.data),
            left=_lines(self.left.data),
            readers=Readers(self.readers.data),
            language=self.language.data,
            own_slug=self.own_practice.data or "",
        )


def put_readers(form: BeginForm | DescribeForm, labels: Iterable[tuple[str, str]]) -> None:
    """The circles that this person may choose, in the reader's language."""
    form.readers.choices = [SelectChoice(value, label) for value, label in labels]
    form.readers.validate_choice = True


def _lines(text: str | None) -> tuple[str, ...]:
    return tuple(line for line in (text or "").splitlines() if line.strip())
