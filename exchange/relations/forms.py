"""The form of an entry by hand."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, FileField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # types-wtforms is behind wtforms 3.3
from wtforms.validators import DataRequired, Length

from exchange.kernel.ids import new_id
from exchange.kernel.languages import Language
from exchange.kernel.translated import Translated
from exchange.relations.models import EventKind
from exchange.relations.service.entering import EntryDraft
from exchange.relations.service.papers import PaperDraft
from exchange.web.fields import MomentField, MomentRequired
from exchange.web.reader import current_reader

_TOO_LONG = _l("This text is too long.")
_LONGEST_KEY = 64
_SHORT = Length(max=300, message=_TOO_LONG)


def _fresh_key() -> str:
    return str(new_id())


def _readers_language() -> str:
    return current_reader().language.value


class EntryForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """What happened, when, by whom, where it stands."""

    key = HiddenField(default=_fresh_key)
    kind = SelectField(_l("What was it?"))
    moment = MomentField(_l("When?"), [MomentRequired(_l("Enter the year, better the month and day too."))])
    title_en = StringField(_l("Title in English"), [_SHORT])
    title_az = StringField(_l("Title in Azerbaijani"), [_SHORT])
    title_tr = StringField(_l("Title in Turkish"), [_SHORT])
    title_ru = StringField(_l("Title in Russian"), [_SHORT])
    text = TextAreaField(_l("What came of it, in a sentence or two"), [Length(max=1000, message=_TOO_LONG)])
    language = SelectField(
        _l("Language of your text"),
        choices=[SelectChoice(language.value, language.own_name) for language in Language],
        default=_readers_language,
    )
    side = RadioField(_l("Who acted?"), default="")
    source = StringField(_l("Where it stands"), [Length(max=500, message=_TOO_LONG)])
    is_open = BooleanField(_l("It stands in a public source: show it to everyone who opens this dossier"))

    def put_choices(self, kinds: Iterable[tuple[str, str]], sides: Iterable[tuple[str, str]]) -> None:
        """The words of the choices, in the reader's language."""
        self.kind.choices = [SelectChoice(value, words) for value, words in kinds]
        self.side.choices = [SelectChoice(value, words) for value, words in sides]

    def draft(self) -> EntryDraft:
        """What was typed. Only after it was validated."""
        titles = {code: (self[f"title_{code}"].data or "").strip() for code in ("en", "az", "tr", "ru")}
        return EntryDraft(
            kind=EventKind(self.kind.data),
            moment=self.moment.known,
            titles=Translated(titles),
            text=Translated({self.language.data: (self.text.data or "").strip()}),
            side=self.side.data or "",
            source=self.source.data or "",
            is_open=bool(self.is_open.data),
        )


class PaperForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A paper with its title, both in one language."""

    key = HiddenField(default=_fresh_key)
    file = FileField(_l("File"))
    title = StringField(
        _l("Title, in the language of the paper"),
        [DataRequired(_l("Say what the paper is.")), Length(max=200, message=_TOO_LONG)],
    )
    language = SelectField(
        _l("Language of the paper"),
        choices=[SelectChoice(language.value, language.own_name) for language in Language],
        default=_readers_language,
    )

    def draft(self) -> PaperDraft:
        """What was typed. Only after it was validated."""
        return PaperDraft(
            title=(self.title.data or "").strip(),
            language=Language(self.language.data),
            key=(self.key.data or "")[:_LONGEST_KEY],
        )
