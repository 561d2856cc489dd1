"""The form of break-glass."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from exchange.accounts.service.opening import LONGEST_REASON


class OpenForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """Which ministry, and why."""

    ministry = SelectField(_l("Ministry"))
    reason = TextAreaField(
        _l("Reason"),
        [
            InputRequired(_l("Write the reason in a sentence; the ministry reads it.")),
            Length(max=LONGEST_REASON, message=_l("A reason has at most %(max)d characters.")),
        ],
    )
