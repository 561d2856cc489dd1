"""The running texts of a practice as fields: the same for the official text and for its translations."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField

from exchange.practices.forms.fields import Form, line, text


class SectionsForm(Form):
    """Thirteen texts; advice to whoever starts tomorrow has three boxes."""

    version = HiddenField()  # of the text that was opened: I10
    problem = text(_l("Problem addressed"), description=_l("The situation before, with one number."))
    context = text(_l("Context and legal base"), description=_l("Which act allows it."))
    objectives = text(_l("Objectives"), description=_l("What would success have been, and by when."))
    solution = text(_l("The solution"), description=_l("Explain it to a colleague who has never seen it."))
    innovation = text(_l("What is new about it"), description=_l("New for you counts."))
    difficulties = text(
        _l("What did not work"), description=_l("One honest paragraph. It may have fewer readers than the rest.")
    )
    user_feedback = text(
        _l("How the people served see it"), description=_l("Satisfaction, complaints, children’s own views.")
    )
    equity = text(_l("Equity and access"), description=_l("Who is missed."))
    safeguards = text(_l("Safeguards and ethics"), description=_l("No names, faces or case details of children."))
    adapt_keep = text(_l("Keep"), description=_l("One line for each piece of advice."))
    adapt_may_change = text(_l("May change"))
    adapt_avoid = text(_l("Avoid"))
    lessons = text(_l("Lessons"), description=_l("At most five, one line each, verb first."))
    asks = text(_l("What we would like to learn"), description=_l("Makes the exchange mutual."))
    next = text(_l("Next steps"))


class TranslationForm(SectionsForm):
    """One language version beside the official text."""

    title = line(_l("Title"), longest=120)
    summary = text(_l("Summary"), longest=600)
    is_unfinished = BooleanField(
        _l("I am not finished"), description=_l("Newer paragraphs stay marked until you come back.")
    )
    is_read = BooleanField(
        _l("I have read and corrected the whole machine draft"),
        description=_l("Until then readers see that a machine wrote it."),
    )
