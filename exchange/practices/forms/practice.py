"""The form of a practice: the ten fields of the card, then everything else of the template (domain.md section 1)."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, FormField, HiddenField, RadioField, SelectField, SelectMultipleField

from exchange.kernel.languages import Language
from exchange.kernel.messages import N_
from exchange.practices.forms.fields import NUMBER, PUBLISHED_DATE, REFUSED, RowForm, choices, known, line, text
from exchange.practices.forms.rows import (
    CostRow,
    FileRow,
    GoalRow,
    LegalActRow,
    PartnerRow,
    ResultRow,
    SourceRow,
    StepRow,
)
from exchange.practices.forms.sections import SectionsForm
from exchange.practices.models import NewTo, Section, Visibility
from exchange.web.persons import PersonsSeen

MOST_ROWS = 60
LISTS = ("results", "goals", "steps", "partners", "legal_acts", "costs", "files", "sources")
CIRCLED = (Section.DIFFICULTIES, Section.USER_FEEDBACK, Section.LESSONS, Section.ASKS, Section.NEXT)
LEVELS = {"national": N_("National"), "regional": N_("Regional"), "local": N_("Local")}
LICENCES = {
    "reuse-with-credit": N_("May be used again, with credit"),
    "ask-first": N_("Ask the ministry first"),
}
OPEN_SOURCE = {
    "": N_("Not stated"),
    "yes": N_("Yes"),
    "no": N_("No"),
    "not published": N_("Not published"),
}
NEW_TO = {"": N_("Not stated")} | {scope.value: scope.label for scope in NewTo}
CIRCLES = {"": N_("The same readers as the practice")} | {
    circle.value: circle.label for circle in reversed(list(Visibility)) if circle is not Visibility.PUBLIC
}


def own_circle() -> SelectField:
    """Who reads one part, where that is fewer than read the practice."""
    return SelectField(_l("Who may read this part"), choices=choices(CIRCLES), **REFUSED)


class PreconditionRow(RowForm):
    """Field 27: one condition, and how much it is needed."""

    key = HiddenField()
    need = SelectField(validate_choice=False)


class PracticeForm(PersonsSeen, SectionsForm):
    """What a publisher writes. Choices of the taxonomy are put in when the form is made."""

    version = HiddenField()  # of the text that was opened: I10
    key = HiddenField()  # of a form that begins a practice, so that sending it twice makes one
    lang = SelectField(
        _l("Language of the text"), choices=choices({one.value: one.own_name for one in Language}), **REFUSED
    )

    title = line(_l("1. Title"), description=_l("Name the thing people use, not the project number."), longest=120)
    summary = text(
        _l("2. Summary"),
        description=_l("What, for whom, what changed. Shown in lists and search results."),
        longest=600,
    )
    level = SelectField(_l("3. Level"), choices=choices(LEVELS), **REFUSED)
    org = line(_l("4. Lead institution"), description=_l("As the readers of this text call it."))
    contact_role = line(
        _l("5. Contact: a post, not a person"), description=_l("The post survives when the person leaves.")
    )
    themes = SelectMultipleField(_l("6. Themes"), description=_l("One to four that come closest."), **REFUSED)
    main_theme = SelectField(_l("Main theme"), validate_choice=False)
    targets = SelectMultipleField(_l("7. For whom"), **REFUSED)
    age_band = SelectMultipleField(_l("Ages"), **REFUSED)
    status = SelectField(_l("8. Status"), **REFUSED)
    started = line(_l("Started"), PUBLISHED_DATE, description=_l("A year, a month or a day, for example 2013-05."))
    ended = line(_l("Ended"), PUBLISHED_DATE, description=_l("Only if it has ended or stopped."))
    results = FieldList(
        FormField(ResultRow), label=_l("9. One result, with its source"), min_entries=1, max_entries=MOST_ROWS
    )
    visibility = RadioField(
        _l("10. Who may read it"),
        choices=choices({one.value: one.label for one in reversed(list(Visibility))}),
        validate_choice=False,
        validators=[known],
    )
    visible_to = SelectMultipleField(
        _l("Named partners"), description=_l("Only for a practice shown to named partners."), **REFUSED
    )

    circle_difficulties = own_circle()
    circle_user_feedback = own_circle()
    circle_lessons = own_circle()
    circle_asks = own_circle()
    circle_next = own_circle()
    circle_costs = own_circle()

    goals = FieldList(FormField(GoalRow), label=_l("Targets and dates"), max_entries=MOST_ROWS)
    new_to = SelectField(_l("To whom it is new"), choices=choices(NEW_TO), validate_choice=False, validators=[known])
    started_note = line(_l("Note on the start"), description=_l("For example, why the year is not known."))
    status_note = line(_l("Note on the status"), description=_l("For example, which part was stopped."))
    steps = FieldList(FormField(StepRow), label=_l("Steps and timeline"), max_entries=MOST_ROWS)
    partners = FieldList(FormField(PartnerRow), label=_l("Partners"), max_entries=MOST_ROWS)
    legal_acts = FieldList(FormField(LegalActRow), label=_l("Legal acts"), max_entries=MOST_ROWS)
    legal_acts_note = line(_l("Note on the legal acts"), description=_l("For example, why there is no act."))
    costs = FieldList(FormField(CostRow), label=_l("Costs"), max_entries=MOST_ROWS)
    staff_fte = line(_l("Staff, in full-time posts"), NUMBER, longest=40)
    funding_source = line(_l("Who pays"), description=_l("State budget, municipality, donor."))
    files = FieldList(FormField(FileRow), label=_l("Documents and links"), max_entries=MOST_ROWS)
    sources = FieldList(FormField(SourceRow), label=_l("Sources"), max_entries=MOST_ROWS)
    preconditions = FieldList(FormField(PreconditionRow), label=_l("Conditions for success"), max_entries=MOST_ROWS)

    channels = SelectMultipleField(_l("Delivery channels"), description=_l("How a person gets it."), **REFUSED)
    registries = text(_l("Registries joined"), description=_l("One on each line."))
    identifier = line(_l("How a person is recognised"))
    consent = line(_l("How consent is asked"))
    open_source = SelectField(
        _l("Is the code open?"), choices=choices(OPEN_SOURCE), validate_choice=False, validators=[known]
    )
    cost_note = line(_l("If there are no figures, why"))
    evidence_claim = SelectField(
        _l("Your claim of evidence"), description=_l("The reviewer’s level is kept apart."), **REFUSED
    )
    offers = SelectMultipleField(_l("What you offer"), **REFUSED)
    based_on = text(_l("Inspired by"), description=_l("One on each line: a practice’s address on this site, or words."))
    awards = text(_l("Awards"), description=_l("One on each line. Recognition, never evidence."))
    sdg = line(
        _l("Targets of the Sustainable Development Goals"),
        description=_l("Numbers with commas, for example 1.3, 16.2."),
    )
    is_minor = BooleanField(
        _l("A minor edit"),
        description=_l("Spelling or a date: the translations do not wait for their translators because of it."),
    )
    licence = SelectField(_l("Use by others"), choices=choices(LICENCES), validate_choice=False, validators=[known])

    def rows_of(self, name: str) -> "FieldList[Any] | None":
        """The list of that name, if it is one that grows."""
        return self[name] if name in LISTS else None

    def add_row(self, name: str) -> None:
        """One more empty row at the end; everything typed stays."""
        rows = self.rows_of(name)
        if rows is not None and len(rows) < MOST_ROWS:
            rows.append_entry()

    def remove_row(self, row: str) -> None:
        """Mark a row as gone by its name, such as "results-2"; it stays until the form is saved."""
        self._mark_row(row, "y")

    def bring_back_row(self, row: str) -> None:
        """Undo `remove_row`."""
        self._mark_row(row, "")

    def _mark_row(self, row: str, mark: str) -> None:
        for entry in self.rows_of(row.rpartition("-")[0]) or ():
            if entry.name == row:
                entry.form.gone.data = mark
