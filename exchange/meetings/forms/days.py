"""The form of a day that a cabinet decided."""

from datetime import date

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, RadioField, StringField
from wtforms.validators import InputRequired

from exchange.kernel.languages import Language
from exchange.meetings.models import DayKind
from exchange.meetings.service.days import DecidedDay


class DayForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """One day with its kind and names."""

    day = DateField(
        _l("Day"),
        format=["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"],
        validators=[InputRequired(message=_l("Choose a day."))],
    )
    kind = RadioField(_l("What it is"), validators=[InputRequired(message=_l("Choose what the day is."))])
    seen = HiddenField()
    az = StringField("Azərbaycan dili")
    tr = StringField("Türkçe")
    en = StringField("English")
    ru = StringField("Русский")

    @property
    def on(self) -> date:
        """The day of a form that was validated."""
        if self.day.data is None:
            raise ValueError(self.day.name)
        return self.day.data

    def decided(self) -> DecidedDay:
        """What was decided, of a form that was validated."""
        return DecidedDay(
            self.on, DayKind(self.kind.data), {code.value: self[code.value].data or "" for code in Language}
        )

    def seen_kind(self) -> DayKind | None:
        """What the page showed as decided before."""
        return DayKind(self.seen.data) if self.seen.data in set(DayKind) else None
