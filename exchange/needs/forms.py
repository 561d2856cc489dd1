"""The form of a need."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # types-wtforms is behind wtforms 3.3
from wtforms.validators import InputRequired, Length

from exchange.kernel.ids import new_id
from exchange.kernel.languages import Language
from exchange.needs.models import NeedCircle
from exchange.needs.service import NeedDraft
from exchange.web.persons import AsksAboutPersons
from exchange.web.reader import current_reader

_TOO_LONG = _l("This text is too long.")


def _fresh_key() -> str:
    return str(new_id())


def _readers_language() -> str:
    return current_reader().language.value


class NeedForm(AsksAboutPersons):
    """What a ministry wants to learn, and from whom."""

    watched = ("title", "text")

    key = HiddenField(default=_fresh_key)
    title = StringField(
        _l("What would you like to learn?"),
        [InputRequired(_l("Say it in a few words.")), Length(max=160, message=_TOO_LONG)],
    )
    text = TextAreaField(_l("Why, and what you have tried"), [Length(max=2000, message=_TOO_LONG)])
    language = SelectField(
        _l("Language of your text"),
        choices=[SelectChoice(language.value, language.own_name) for language in Language],
        default=_readers_language,
    )
    circle = RadioField(_l("Who reads it?"), default=NeedCircle.PARTNERS.value)
    partners = SelectMultipleField(_l("Chosen partners"))

    def put_choices(self, circles: Iterable[tuple[str, str]], partners: Iterable[tuple[str, str]]) -> None:
        """The words of the choices, in the reader's language."""
        self.circle.choices = [SelectChoice(value, words) for value, words in circles]
        self.partners.choices = [SelectChoice(value, words) for value, words in partners]

    def draft(self) -> NeedDraft:
        """What was typed. Only after it was validated."""
        return NeedDraft(
            title=self.title.data or "",
            text=self.text.data or "",
            language=self.language.data,
            circle=NeedCircle(self.circle.data),
            partners=tuple(self.partners.data or ()),
        )
