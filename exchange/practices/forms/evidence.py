"""A reviewer's judgement, and what a ministry has in place."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, FormField, HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired

from exchange.kernel.messages import N_
from exchange.practices.forms.fields import REFUSED, Form, RowForm, choices, text
from exchange.practices.models import Standing

STANDING = {"": N_("Not stated")} | {one.value: one.label for one in Standing}


class JudgeForm(Form):
    """The level with what it rests on."""

    version = HiddenField()  # of the text that the reviewer read
    level = RadioField(_l("Level"), [InputRequired(_l("Choose a level."))], **REFUSED)
    is_transferred = BooleanField(_l("Transferred: it works in another place, and that is documented"))
    is_lasting = BooleanField(_l("Lasting: its figures hold for two years or more"))
    reason = text(
        _l("What the level rests on"),
        InputRequired(_l("Say in a few sentences what the level rests on.")),
        description=_l("Every reader of the practice sees it, with your institution and the date."),
        longest=1_000,
    )


class ConditionRow(RowForm):
    """One condition of the profile."""

    key = HiddenField()
    standing = SelectField(choices=choices(STANDING), validate_choice=False)


class ConditionsForm(Form):
    """The ministry's profile."""

    rows = FieldList(FormField(ConditionRow), max_entries=60)
