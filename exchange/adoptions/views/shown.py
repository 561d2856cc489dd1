"""One record as its page shows it."""

from dataclasses import dataclass
from datetime import date

from flask import get_template_attribute
from flask_babel import gettext as _

from exchange.adoptions.queries import AdoptionView
from exchange.adoptions.views.words import LedgerRow, amount, ledger_row
from exchange.kernel.moments import full_date
from exchange.web.reader import current_reader

Table = tuple[str, tuple[tuple[str, bool], ...], tuple[tuple[str, ...], ...]]
_PARTS = "adoptions/parts.html"


@dataclass(frozen=True)
class StepRow:
    """One step in the list."""

    label: str
    when: str
    note: str


@dataclass(frozen=True)
class RecordPage:
    """Everything on the page but its frame."""

    row: LedgerRow
    steps: tuple[StepRow, ...]
    results: Table | None
    readers: str


def record_page(adoption: AdoptionView, today: date) -> RecordPage:
    """The record in the reader's language."""
    return RecordPage(
        row=ledger_row(adoption, today),
        steps=tuple(_steps(adoption)),
        results=_table(adoption),
        readers=_(adoption.readers.label),
    )


def _steps(adoption: AdoptionView) -> list[StepRow]:
    language = current_reader().language
    note = get_template_attribute(_PARTS, "step_note")
    return [StepRow(_(step.stage.label), full_date(step.moment, language), note(step)) for step in adoption.steps]


def _table(adoption: AdoptionView) -> Table | None:
    if not adoption.results:
        return None
    parts = [get_template_attribute(_PARTS, name) for name in ("result_name", "result_origin")]
    head = ((_("Result"), False), (_("Figure"), True), (_("Date"), False), (_("Source, method, stated by"), False))
    language = current_reader().language
    rows = tuple(
        (parts[0](one), amount(one.figure, one.unit), full_date(one.moment, language), parts[1](one))
        for one in adoption.results
    )
    return _("Results, each with its source"), head, rows
