"""Forms of guests: who is to come, the code, and what is said about the head of a delegation."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # types-wtforms is behind wtforms 3.3
from wtforms.validators import InputRequired, Length

from exchange.kernel.languages import Language
from exchange.meetings.forms.keyed import KeyedForm
from exchange.meetings.models import Level, PartRole
from exchange.meetings.service.guests import GuestDraft


class GuestForm(KeyedForm):
    """Somebody without an account."""

    name = StringField(_l("Name"))
    organisation = StringField(_l("Institution"))
    role = RadioField(_l("Comes as"), default=PartRole.GUEST.value)
    language_pair = SelectField(_l("Interprets between"), validate_choice=False)
    contact = StringField(_l("Address or telephone of the interpreter"))

    def put_words(self, roles: Iterable[tuple[str, str]], pairs: Iterable[tuple[str, str]]) -> None:
        """What can be chosen."""
        self.role.choices = list(roles)
        self.language_pair.choices = [SelectChoice("", ""), *(SelectChoice(pair, words) for pair, words in pairs)]

    def draft(self) -> GuestDraft:
        """As the service takes it."""
        return GuestDraft(
            self.name.data or "",
            self.organisation.data or "",
            PartRole(self.role.data),
            self.language_pair.data or "",
            self.contact.data or "",
        )


class GuestChangeForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Another code, or none any more."""

    guest = HiddenField()
    act = HiddenField()


class CodeForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """The code that a guest was given."""

    code = StringField(
        _l("Your code"),
        validators=[
            InputRequired(message=_l("Type the code that you were given.")),
            Length(max=100, message=_l("Type the code that you were given.")),
        ],
    )


class ProtocolForm(KeyedForm):
    """Rank of the head, and how the person is addressed."""

    rank = SelectField(_l("Rank of the head of your delegation"), validate_choice=False)
    az = StringField("Azərbaycan dili")
    tr = StringField("Türkçe")
    en = StringField("English")
    ru = StringField("Русский")

    def put_ranks(self, ranks: Iterable[tuple[str, str]]) -> None:
        """The ranks in words."""
        self.rank.choices = [SelectChoice(rank, words) for rank, words in ranks]

    @property
    def chosen_rank(self) -> Level | None:
        """The rank; None when it is not said."""
        return Level(self.rank.data) if self.rank.data in set(Level) else None

    def address(self) -> dict[str, str]:
        """The forms of address by language."""
        return {language.value: self[language.value].data or "" for language in Language}
