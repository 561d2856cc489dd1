"""The forms of meetings: fields, shapes, messages. What is allowed is the service's question."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import (
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # types-wtforms is behind wtforms 3.3
from wtforms.validators import InputRequired, Length
from wtforms.widgets import HiddenInput

from exchange.kernel.languages import Language
from exchange.meetings.forms.keyed import KeyedForm
from exchange.meetings.forms.slots import SlotsField
from exchange.meetings.models import Level, Openness
from exchange.web.fields import WholeNumberField

_TOO_LONG = _l("This text is too long.")


class AcceptForm(KeyedForm):
    """One time of one proposal."""

    slot = HiddenField()
    proposal = WholeNumberField(widget=HiddenInput(), default=0)


class OfferForm(KeyedForm):
    """Other times, with a word about them."""

    slots = SlotsField(_l("Times you offer"))
    note = TextAreaField(_l("What should the other side know?"), validators=[Length(max=1000, message=_TOO_LONG)])


class ReasonForm(KeyedForm):
    """Why not."""

    reason = TextAreaField(_l("Reason"), validators=[Length(max=1000, message=_TOO_LONG)])


class RequestForm(KeyedForm):
    """A request for a meeting about one practice."""

    practice = HiddenField()
    topic = StringField(_l("Topic"), validators=[Length(max=160, message=_TOO_LONG)])
    purpose = TextAreaField(
        _l("What would you like to talk about?"),
        validators=[
            InputRequired(message=_l("Say what you would like to talk about.")),
            Length(max=2000, message=_TOO_LONG),
        ],
    )
    outcome = StringField(_l("What should come of it?"), validators=[Length(max=600, message=_TOO_LONG)])
    languages = SelectMultipleField(
        _l("Languages to talk in"), choices=[SelectChoice(language.value, language.own_name) for language in Language]
    )
    level = SelectField(_l("Level"), default=Level.EXPERTS.value)
    openness = SelectField(_l("Open or closed"), default=Openness.CLOSED.value)
    substitute = SelectField(_l("Named substitute"), default="")
    minutes = SelectField(_l("Length"), coerce=int, default=60)
    slots = SlotsField(_l("Times you offer"))

    def forget_errors_but(self, name: str) -> None:
        """Only one part was to be checked: the rest may still be empty."""
        for field in self:
            if field.name != name:
                field.errors = []

    def put_substitutes(self, nobody: str, posts: Mapping[UUID, str]) -> None:
        """Colleagues who could come instead: id → post."""
        known = [SelectChoice(str(person_id), post) for person_id, post in posts.items()]
        self.substitute.choices = [SelectChoice("", nobody), *known]

    def put_choices(
        self,
        levels: Iterable[tuple[str, str]],
        lengths: Iterable[tuple[int, str]],
        openness: Iterable[tuple[str, str]],
    ) -> None:
        """The words of the choices, in the reader's language."""
        self.openness.choices = [SelectChoice(value, words) for value, words in openness]
        self.level.choices = [SelectChoice(value, words) for value, words in levels]
        self.minutes.choices = [SelectChoice(value, words) for value, words in lengths]


class RoomForm(KeyedForm):
    """The room alone."""

    link = StringField(_l("Link to the videoconference"))
    passcode = StringField(_l("Passcode"), validators=[Length(max=64, message=_TOO_LONG)])
    fallback = StringField(_l("Second link, if the first fails"))
    kind = SelectField(_l("Room"), default="pasted")

    def put_kinds(self, choices: Iterable[tuple[str, str]]) -> None:
        """Which rooms can be bound."""
        self.kind.choices = [SelectChoice(value, words) for value, words in choices]


class StepForm(KeyedForm):
    """A command that needs no more than the version that was seen."""


class AnswerForm(KeyedForm):
    """Whether the participant will come."""

    answer = HiddenField()


class MoveForm(KeyedForm):
    """By how many minutes the beginning moves."""

    minutes = WholeNumberField(default=0)


class CourseForm(KeyedForm):
    """What happened when the time was over."""

    course = SelectField(_l("What happened?"), default="held")

    def put_choices(self, choices: Iterable[tuple[str, str]]) -> None:
        """The words of the choices, in the reader's language."""
        self.course.choices = [SelectChoice(value, words) for value, words in choices]


class TitleForm(KeyedForm):
    """The title of a scheduled meeting."""

    title = StringField(_l("Title in calendars"), validators=[Length(max=160, message=_TOO_LONG)])


class ScheduleForm(RoomForm):
    """The room and the people."""

    title = StringField(_l("Title in calendars"), validators=[Length(max=160, message=_TOO_LONG)])
    people = SelectMultipleField(_l("Colleagues who take part"))

    def put_people(self, posts: Mapping[UUID, str]) -> None:
        """Whom the organizer may add: id → post."""
        self.people.choices = [SelectChoice(str(person_id), post) for person_id, post in posts.items()]


__all__ = [
    "AcceptForm",
    "AnswerForm",
    "CourseForm",
    "KeyedForm",
    "MoveForm",
    "OfferForm",
    "ReasonForm",
    "RequestForm",
    "RoomForm",
    "ScheduleForm",
    "SlotsField",
    "StepForm",
    "TitleForm",
]
