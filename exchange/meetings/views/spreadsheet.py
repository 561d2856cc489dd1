"""Rows for a spreadsheet, in which no text becomes a formula (trust.md I21)."""

import csv
import io
from collections.abc import Iterable

from flask_babel import gettext as _

from exchange.meetings.queries.register import RegisterRow

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_BOM = "\ufeff"  # spreadsheets take a file without it for the machine's old code page


def quoted(text: str) -> str:
    """The text, with an apostrophe before what a spreadsheet would run as a formula."""
    return "'" + text if text.lstrip(" ").startswith(_FORMULA) or text.startswith(_FORMULA) else text


def register_file(rows: Iterable[RegisterRow], language: str) -> bytes:
    """Commitments as CSV in UTF-8: names in the reader's language, days as ISO dates."""
    written = io.StringIO()
    sheet = csv.writer(written)
    sheet.writerow(
        [_("Who does it"), _("For"), _("What is done"), _("Language"), _("Due"), _("State"), _("What came of it")]
    )
    for row in rows:
        doer = row.sides.of(row.fact.ministry_id)
        other = row.sides.across(row.fact.ministry_id)
        cells = (
            doer.ministry.name(language),
            other.ministry.name(language),
            row.fact.what,
            row.fact.language,
            row.fact.due_on.isoformat(),
            _(row.fact.state.label),
            row.fact.effect,
        )
        sheet.writerow([quoted(cell) for cell in cells])
    return (_BOM + written.getvalue()).encode()
