"""The page of figures, for the network and for one's own ministry, and the same as CSV."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, current_app, render_template
from flask_babel import gettext as _

from exchange.accounts import queries as accounts
from exchange.insights import queries
from exchange.insights.charts import Bar, Bubble, Row, bubbles, funnel_bars, rows_of_pieces
from exchange.insights.models import Step
from exchange.insights.queries import Insights, Promises
from exchange.kernel.countries import country_name, plate
from exchange.kernel.when import number_text
from exchange.web.access import signed_in
from exchange.web.actor import current_actor
from exchange.web.db import reading
from exchange.web.reader import current_reader

bp = Blueprint("insights", __name__, url_prefix="/insights")
_SPACING = 188
_DANGEROUS = "=+-@\t\r"  # a spreadsheet would take such a cell for a formula (trust.md I21)
Table = tuple[str, tuple[tuple[str, bool], ...], tuple[tuple[str, ...], ...]]


@dataclass(frozen=True)
class InsightsPage:
    """The charts and their tables."""

    bars: tuple[Bar, ...]
    funnel: Table
    codes: tuple[tuple[str, str], ...]  # plate, country
    bubbles: tuple[Bubble, ...]
    matrix: Table
    promises: tuple[Row, ...]  # empty for the network
    promise_table: Table


@bp.get("")
@signed_in
def show() -> str:
    """What the exchange does, as every member may know it."""
    return _page(_network())


@bp.get("/<slug>")
@signed_in
def ministry(slug: str) -> str:
    """The same for one's own ministry, with what it keeps with its partners."""
    return _page(_own(slug))


@bp.get("/figures.csv")
@signed_in
def figures() -> Response:
    """All figures of the network for a spreadsheet."""
    return _csv(_network())


@bp.get("/<slug>/figures.csv")
@signed_in
def ministry_figures(slug: str) -> Response:
    """All figures of one's own ministry for a spreadsheet."""
    return _csv(_own(slug))


def _network() -> Insights:
    return queries.network(reading(), actor=current_actor(), language=current_reader().language, today=_today())


def _own(slug: str) -> Insights:
    language = current_reader().language
    return queries.own(reading(), actor=current_actor(), slug=slug, language=language, today=_today())


def _today() -> date:
    day: date = current_reader().place.local(current_app.config["CLOCK"]()).date()
    return day


def _page(found: Insights) -> str:
    own = found.ministry is None and reader_slug()
    return render_template("insights/show.html", found=found, page=_drawn(found), own_slug=own)


def reader_slug() -> str:
    """The slug of the reader's own ministry, for the link to its figures."""
    ministry_id = current_actor().ministry_id
    return accounts.ministry(reading(), ministry_id).slug if ministry_id else ""


def _drawn(found: Insights) -> InsightsPage:
    codes = tuple((plate(code), country_name(code, current_reader().language)) for code in found.countries)
    return InsightsPage(
        bars=funnel_bars(_steps(found), _SPACING),
        funnel=_funnel_table(found),
        codes=codes,
        bubbles=bubbles(found.countries, found.matrix),
        matrix=_matrix_table(found, codes),
        promises=rows_of_pieces([_promise_bar(one) for one in found.promises]),
        promise_table=_promise_table(found),
    )


def _steps(found: Insights) -> list[tuple[str, int | None, str, str]]:
    steps, before = [], None
    for step in Step:
        number = found.funnel[step].number
        steps.append((_(step.label), number, _shown(number), _share(number, before)))
        before = number
    return steps


def _shown(number: int | None) -> str:
    return "–" if number is None else number_text(number, current_reader().language)


def _share(number: int | None, before: int | None) -> str:
    if not before or number is None or number > before:
        return ""
    return str(_("%(number)s %%", number=round(100 * number / before)))


def _funnel_table(found: Insights) -> Table:
    head = ((_("Step"), False), (_("How often"), True), (_("Institutions"), True))
    rows = tuple(
        (_(step.label), _shown(count.number), _shown(count.institutions if count.number is not None else None))
        for step, count in found.funnel.items()
    )
    return _("From reading to result"), head, rows


def _matrix_table(found: Insights, codes: tuple[tuple[str, str], ...]) -> Table:
    head = (("", False), *((code, True) for code, _name in codes))
    rows = tuple(
        (name, *(str(found.matrix.get((learner, teacher), "–")) for teacher in found.countries))
        for learner, (_code, name) in zip(found.countries, codes, strict=True)
    )
    return _("Who learns from whom: rows learn from columns"), head, rows


def _promise_bar(one: Promises) -> tuple[str, tuple[tuple[str, int], ...]]:
    return one.name, (("a", one.kept), ("b", one.late), ("c", one.overdue), ("d", one.open))


def _promise_table(found: Insights) -> Table:
    words = (_("Kept in time"), _("Kept late"), _("Overdue"), _("Not due yet"), _("Dropped"))
    head = ((_("Ministry"), False), *((text, True) for text in words))
    rows = tuple(
        (one.name, *(_shown(number) for number in (one.kept, one.late, one.overdue, one.open, one.dropped)))
        for one in found.promises
    )
    return _("Commitments by ministry"), head, rows


def _csv(found: Insights) -> Response:
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    page = _drawn(found)
    promises = (page.promise_table,) if found.promises else ()
    for caption, head, rows in (page.funnel, page.matrix, *promises):
        writer.writerow([_cell(caption)])
        writer.writerow([_cell(text) for text, _is_number in head])
        writer.writerows([_cell(cell) for cell in row] for row in rows)
        writer.writerow([])
    writer.writerows(_freshness(found))
    writer.writerows([_cell(_("Searched without a good answer")), _cell(words)] for words in found.misses)
    answer = Response("\ufeff" + sheet.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="insights.csv"'
    return answer


def _freshness(found: Insights) -> Iterable[tuple[str, int]]:
    fresh = found.freshness
    yield _("Practices"), fresh.total
    yield _("Confirmed"), fresh.current
    yield _("Due for confirmation"), fresh.due
    yield _("Past their date"), fresh.stale


def _cell(text: str) -> str:
    return f"'{text}" if text[:1] in _DANGEROUS and text != "–" else text
