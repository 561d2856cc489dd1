"""The repeated rows of the form: which fields each has, and the words of their choices."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField
from wtforms.validators import Optional

from exchange.kernel.languages import Language
from exchange.kernel.messages import N_
from exchange.practices.forms.fields import NUMBER, PUBLISHED_DATE, SECURE_LINK, RowForm, choices, line
from exchange.practices.models import FileKind

HIDDEN = ("at", "gone")
ACT_KINDS = {
    "": N_("Choose"),
    "law": N_("Law"),
    "decree": N_("Decree"),
    "regulation": N_("Regulation"),
    "order": N_("Order"),
    "programme": N_("Programme or strategy"),
    "convention": N_("International agreement"),
    "judgment": N_("Judgment of a court"),
    "other": N_("Other"),
}
COST_KINDS = {
    "": N_("Choose"),
    "oneoff": N_("Once, to start"),
    "yearly": N_("Every year"),
    "per_beneficiary": N_("For each person served"),
    "budget_line": N_("A line of the budget"),
}
SOURCE_KINDS = {
    "": N_("Choose"),
    "law": N_("Law or regulation"),
    "ministry": N_("Ministry"),
    "government": N_("Government"),
    "press": N_("Press"),
    "un": N_("United Nations"),
    "study": N_("Study"),
}
FILE_KINDS = {"": N_("Choose")} | {kind.value: kind.label for kind in FileKind}
FILE_LANGUAGES = (
    {"": N_("Not stated")} | {one.value: one.own_name for one in Language} | {"other": N_("Another language")}
)


class Row(RowForm):
    """What every row has."""

    at = HiddenField()  # the mark of the saved row, empty for a new one
    gone = HiddenField()  # set when the row was removed; it stays in the form, so that the removal can be undone

    def is_empty(self) -> bool:
        """Whether nothing was typed, or the row was removed."""
        typed = (field.data for field in self if field.short_name not in HIDDEN)
        return bool(self.gone.data) or not any(typed)

    def validate(self, extra_validators: Any = None) -> bool:
        """What was removed has no faults."""
        return bool(self.gone.data) or bool(super().validate(extra_validators))


class GoalRow(Row):
    """Field 13."""

    text = line(_l("Objective"))
    target = line(_l("Target value"))
    by_when = line(_l("By when"), longest=60)


class StepRow(Row):
    """Field 16."""

    when = line(_l("When"), description=_l("A year, a month or a day."))
    what = line(_l("What"))
    who = line(_l("Who"))


class PartnerRow(Row):
    """Field 17."""

    org = line(_l("Organisation"))
    part = line(_l("What it did"))


class LegalActRow(Row):
    """Field 12."""

    kind = SelectField(_l("Kind"), choices=choices(ACT_KINDS), validate_choice=False)
    number = line(_l("Number"))
    date = line(_l("Date"), PUBLISHED_DATE)
    title = line(_l("Title of the act"))
    link = line(_l("Link"), longest=500)


class ResultRow(Row):
    """Field 22: every number names its source and date."""

    indicator = line(_l("What was counted"))
    value = line(_l("Value"), NUMBER, longest=40)
    unit = line(_l("Unit"), longest=60)
    period = line(_l("Period"), longest=60)
    stated_by = line(_l("Stated by"))
    source = line(_l("Source and date"))
    method = line(_l("How it was counted"))
    link = line(_l("Link"), longest=500)


class CostRow(Row):
    """Field 21."""

    kind = SelectField(_l("Kind"), choices=choices(COST_KINDS), validate_choice=False)
    amount = line(_l("Amount"), NUMBER, longest=40)
    currency = line(_l("Currency"), Optional(), longest=3, description=_l("Three letters, for example AZN."))
    period = line(_l("Year or period"), longest=60)
    note = line(_l("What it covers"))
    source = line(_l("Source and date"))
    link = line(_l("Link"), longest=500)


class SourceRow(Row):
    """Where facts of the practice come from."""

    id = line(_l("Mark"), longest=20)
    kind = SelectField(_l("Kind"), choices=choices(SOURCE_KINDS), validate_choice=False)
    link = line(_l("Link or place"), longest=500)
    date = line(_l("Date"), PUBLISHED_DATE)


class FileRow(Row):
    """Field 35."""

    kind = SelectField(_l("Kind"), choices=choices(FILE_KINDS), validate_choice=False)
    title = line(_l("Title"))
    link = line(_l("Link"), SECURE_LINK, longest=500, description=_l("Begins with https://."))
    language = SelectField(_l("Language"), choices=choices(FILE_LANGUAGES), validate_choice=False)
    licence = line(_l("Licence"), longest=100, description=_l("For example CC BY 4.0."))
