"""The form of the room that two ministries meet in."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # types-wtforms is behind wtforms 3.3


class PairForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Two ministries and a room."""

    one = SelectField(_l("One ministry"))
    other = SelectField(_l("The other ministry"))
    kind = SelectField(_l("Room"))

    def put_choices(self, ministries: Iterable[tuple[str, str]], kinds: Iterable[tuple[str, str]]) -> None:
        """Ministries and rooms in the reader's words."""
        known = [SelectChoice(value, words) for value, words in ministries]
        self.one.choices, self.other.choices = known, known
        self.kind.choices = [SelectChoice(value, words) for value, words in kinds]
