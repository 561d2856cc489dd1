"""What a clearing officer decides, and why a practice is withdrawn."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField
from wtforms.validators import InputRequired

from exchange.kernel.messages import N_
from exchange.practices.forms.fields import Form, choices, line, text

CLEAR, SEND_BACK = "clear", "send-back"


class DecisionForm(Form):
    """Clear, or send back with a remark."""

    version = HiddenField()  # of the text that the officer read
    decision = RadioField(
        _l("Your decision"),
        [InputRequired(_l("Choose what you decide."))],
        choices=choices({CLEAR: N_("Clear"), SEND_BACK: N_("Send back")}),
    )
    document_number = line(
        _l("Document number"), description=_l("The written OK inside your ministry, for the record."), longest=120
    )
    remark = text(
        _l("Remark for the author"),
        description=_l("What is to be changed or answered before you clear."),
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


class BeginForm(Form):
    """Begin a new version; nothing but the token."""
