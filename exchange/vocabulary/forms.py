"""The forms of the term bank: a concept in four languages, and a file with many."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # types-wtforms is behind wtforms 3.3
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from exchange.kernel.languages import Language
from exchange.vocabulary.concepts import Concept
from exchange.vocabulary.service.bank import LONGEST_ID, LONGEST_LABELS, LONGEST_NOTE
from exchange.web.fields import WholeNumberField

_LANGUAGES = [SelectChoice(language.value, language.own_name) for language in Language]
_LABELS = [Length(max=LONGEST_LABELS, message=_l("The labels of a language have at most %(max)d characters together."))]
_NOTE = [Length(max=LONGEST_NOTE, message=_l("A note has at most %(max)d characters."))]


class ConceptForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """A concept. Each language has one label on a line; the first is shown, the others are only for finding."""

    concept_id = StringField(
        _l("Name of the concept"),
        [InputRequired(_l("Give the concept a name.")), Length(max=LONGEST_ID)],
        description=_l("Small Latin letters and underscores, such as foster_care. It never changes."),
    )
    az = TextAreaField(Language.AZ.own_name, _LABELS)
    tr = TextAreaField(Language.TR.own_name, _LABELS)
    en = TextAreaField(Language.EN.own_name, _LABELS)
    ru = TextAreaField(Language.RU.own_name, _LABELS)
    domain = StringField(_l("Field"), [Length(max=32)])
    broader = StringField(_l("Wider concept"), [Length(max=LONGEST_ID)])
    note_az = TextAreaField(Language.AZ.own_name, _NOTE)
    note_tr = TextAreaField(Language.TR.own_name, _NOTE)
    note_en = TextAreaField(Language.EN.own_name, _NOTE)
    note_ru = TextAreaField(Language.RU.own_name, _NOTE)
    is_certain = BooleanField(_l("The labels are certain"))
    reviewed = SelectMultipleField(_l("Seen in an official text"), choices=_LANGUAGES)
    version = WholeNumberField(validators=[Optional()], widget=HiddenInput())

    def show(self, concept: Concept, version: int | None) -> None:
        """Fill the fields with a concept."""
        self.concept_id.data, self.domain.data, self.broader.data = concept.concept_id, concept.domain, concept.broader
        for language in Language:
            self[language.value].data = "\n".join(concept.labels.get(language, ()))
            self[f"note_{language.value}"].data = concept.notes.get(language.value, "")
        self.is_certain.data, self.version.data = concept.is_certain, version
        self.reviewed.data = sorted(language.value for language in concept.reviewed)

    def concept(self) -> Concept:
        """What was typed, as a value."""
        notes = {language.value: " ".join((self[f"note_{language.value}"].data or "").split()) for language in Language}
        return Concept(
            (self.concept_id.data or "").strip(),
            {language: _lines(self[language.value].data) for language in Language},
            (self.domain.data or "").strip(),
            (self.broader.data or "").strip() or None,
            {code: note for code, note in notes.items() if note},
            bool(self.is_certain.data),
            frozenset(map(Language, self.reviewed.data or ())),
        )


class BankFileForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """A file of concepts."""

    file = FileField(_l("File"), [FileRequired(_l("Choose a file."))])


def _lines(typed: str | None) -> tuple[str, ...]:
    lines = (" ".join(part.split()) for line in (typed or "").splitlines() for part in line.split(";"))
    return tuple(line for line in lines if line)
