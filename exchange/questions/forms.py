"""The forms of questions: fields, shapes, messages. What is allowed is the service's question."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # types-wtforms is behind wtforms 3.3
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.widgets import HiddenInput

from exchange.kernel.ids import new_id
from exchange.kernel.languages import Language
from exchange.questions.models import Circle
from exchange.questions.service.promising import MOST_DAYS
from exchange.questions.service.publishing import LONGEST_TEXT
from exchange.web.fields import WholeNumberField
from exchange.web.persons import AsksAboutPersons
from exchange.web.reader import current_reader

_LANGUAGES = [SelectChoice(language.value, language.own_name) for language in Language]
_REFUSED: dict[str, Any] = {"invalid_choice_message": _l("Choose a language from the list.")}
_CIRCLE: dict[str, Any] = {"invalid_choice_message": _l("Choose who may read it.")}
_LENGTH = Length(max=LONGEST_TEXT, message=_l("At most %(max)d characters. Shorten it."))


def fresh_key() -> str:
    """A key that no form has had before."""
    return str(new_id())


def _readers_language() -> str:
    return current_reader().language.value


class AskForm(AsksAboutPersons):
    """Ask the post behind `practice`. `seen`: what was asked before has been shown."""

    text = TextAreaField(_l("Your question"), [InputRequired(_l("Write your question.")), _LENGTH])
    language = SelectField(_l("Language of your text"), choices=_LANGUAGES, default=_readers_language, **_REFUSED)
    circle = RadioField(_l("Who may read it"), default="private", **_CIRCLE)
    practice = HiddenField()
    seen = HiddenField()
    key = HiddenField(default=fresh_key)


class AnswerForm(AsksAboutPersons):
    """Answer, or write more in the thread of a question."""

    text = TextAreaField(_l("Your answer"), [InputRequired(_l("Write your answer.")), _LENGTH])
    language = SelectField(_l("Language of your text"), choices=_LANGUAGES, default=_readers_language, **_REFUSED)
    key = HiddenField(default=fresh_key)


class PublishForm(AsksAboutPersons):
    """Both texts as others will read them."""

    watched = ("question", "answer")

    question = TextAreaField(_l("The question, as others read it"), [InputRequired(_l("Write the question.")), _LENGTH])
    answer = TextAreaField(_l("The answer, as others read it"), [InputRequired(_l("Write the answer.")), _LENGTH])
    language = SelectField(_l("Language of both texts"), choices=_LANGUAGES, **_REFUSED)
    circle = RadioField(_l("Who may read it"), default=Circle.MEMBERS.value, **_CIRCLE)
    is_linked = BooleanField(_l("Show it on the practice’s page"), default=True)
    version = WholeNumberField(widget=HiddenInput())


class PromiseForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """Within how many working days the ministry answers."""

    days = WholeNumberField(
        _l("Working days until an answer"),
        [NumberRange(1, MOST_DAYS, _l("Write a number of working days from 1 to 60."))],
    )
