"""What a clearing officer decides, and why a practice is withdrawn."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField, HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired

from exchange.kernel.messages import N_
from exchange.practices.forms.fields import REFUSED, Form, choices, line, text
from exchange.practices.forms.practice import own_circle
from exchange.practices.forms.rows import FILE_KINDS, FILE_LANGUAGES
from exchange.practices.models import Visibility
from exchange.web.persons import PersonsSeen

CLEAR, SEND_BACK, REFUSE = "clear", "send-back", "refuse"


class DecisionForm(PersonsSeen, Form):
    """Clear, send back with a remark, or refuse with a reason."""

    version = HiddenField()  # of the text that the officer read
    decision = RadioField(
        _l("Your decision"),
        [InputRequired(_l("Choose what you decide."))],
        choices=choices({CLEAR: N_("Clear"), SEND_BACK: N_("Send back"), REFUSE: N_("Refuse")}),
    )
    document_number = line(
        _l("Document number"), description=_l("The written OK inside your ministry, for the record."), longest=120
    )
    remark = text(
        _l("Remark for the author"),
        description=_l("What is to be changed or answered before you clear, or why you refuse."),
        longest=4_000,
    )


class WithdrawForm(Form):
    """Why readers no longer see it."""

    reason = text(
        _l("Reason"),
        InputRequired(_l("Say why; your colleagues will see it.")),
        description=_l("Colleagues of your ministry see it in the history."),
        longest=2_000,
    )


class CirculationForm(Form):
    """Who may read what is published, the honest parts apart."""

    visibility = RadioField(
        _l("Who may read it"),
        [InputRequired(_l("Choose who may read the practice."))],
        choices=choices({one.value: one.label for one in reversed(list(Visibility))}),
    )
    visible_to = SelectMultipleField(
        _l("Named partners"), description=_l("They count where a circle says “named partners”."), **REFUSED
    )
    confirm = BooleanField(_l("More people may read it from now on"))

    circle_difficulties = own_circle()
    circle_costs = own_circle()
    circle_asks = own_circle()
    circle_user_feedback = own_circle()
    circle_lessons = own_circle()
    circle_next = own_circle()


class AttachForm(Form):
    """A file with what the reader is told of it before opening."""

    file = FileField(_l("File"))
    title = line(_l("Title"), description=_l("As readers see it. Left empty, the name of the file stands there."))
    kind = SelectField(_l("Kind"), choices=choices(FILE_KINDS), **REFUSED)
    language = SelectField(_l("Language"), choices=choices(FILE_LANGUAGES), **REFUSED)
    licence = line(_l("Licence"), longest=100, description=_l("For example CC BY 4.0."))


class ArchiveForm(Form):
    """Why it is no longer kept up to date."""

    reason = text(
        _l("Reason"),
        InputRequired(_l("Say why; your colleagues will see it.")),
        description=_l("For example, the service was replaced by another one."),
        longest=2_000,
    )


class RuleForm(Form):
    """How a ministry lets its texts out."""

    asks_editor = BooleanField(
        _l("A second officer reads each text before it is published"),
        description=_l("The second officer’s questions go back to the author. It is never the one who cleared it."),
    )
    months_valid = SelectField(
        _l("A cleared text is valid for"),
        choices=choices({"12": N_("12 months"), "18": N_("18 months"), "24": N_("24 months")}),
        description=_l("After that it is shown in grey until somebody confirms it."),
        **REFUSED,
    )


class BeginForm(Form):
    """Begin a new version; nothing but the token."""
