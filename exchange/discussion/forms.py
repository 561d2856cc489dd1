"""The forms of a discussion: fields, shapes, messages. What is allowed is the service's question."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # types-wtforms is behind wtforms 3.3
from wtforms.validators import InputRequired, Length
from wtforms.widgets import HiddenInput

from exchange.discussion.service import LONGEST_REASON, LONGEST_TEXT
from exchange.kernel.ids import new_id
from exchange.kernel.languages import Language
from exchange.web.fields import WholeNumberField
from exchange.web.persons import AsksAboutPersons
from exchange.web.reader import current_reader

_LANGUAGES = [SelectChoice(language.value, language.own_name) for language in Language]
_REFUSED: dict[str, Any] = {"invalid_choice_message": _l("Choose a language from the list.")}
_NEEDS_TEXT = [
    InputRequired(_l("Write your comment.")),
    Length(
        max=LONGEST_TEXT, message=_l("A comment has at most %(max)d characters. Shorten it, or send it in two parts.")
    ),
]


def _readers_language() -> str:
    return current_reader().language.value


def fresh_key() -> str:
    """A key that no form has had before."""
    return str(new_id())


class CommentForm(AsksAboutPersons):
    """Say something, or answer `parent`. The ids differ from the names: the form stands on the practice's page too."""

    text = TextAreaField(_l("Your comment or question"), _NEEDS_TEXT, id="comment-text")
    language = SelectField(
        _l("Language of your text"), choices=_LANGUAGES, default=_readers_language, id="comment-language", **_REFUSED
    )
    is_public = BooleanField(_l("Readers who have not signed in may read it too"), id="comment-public")
    parent = HiddenField("")  # a label that nobody sees would be looked up for each page
    section = HiddenField("")
    paragraph = SelectField(
        _l("About which paragraph"), id="comment-paragraph", validate_choice=False, coerce=int, default=0
    )
    key = HiddenField("", default=fresh_key)


class EditForm(AsksAboutPersons):
    """Change one's own words; `version` says which ones were seen."""

    text = TextAreaField(_l("Your comment or question"), _NEEDS_TEXT, id="comment-text")
    language = SelectField(_l("Language of your text"), choices=_LANGUAGES, id="comment-language", **_REFUSED)
    version = WholeNumberField(widget=HiddenInput())


class ReasonForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """Why a contribution is reported or hidden."""

    reason = TextAreaField(
        _l("Why"),
        [
            InputRequired(_l("Say why in one or two sentences.")),
            Length(max=LONGEST_REASON, message=_l("At most %(max)d characters. Shorten it.")),
        ],
    )
