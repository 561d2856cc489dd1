"""Up to four practices side by side, and what the reader's ministry has in place."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from exchange.kernel.countries import country_name
from exchange.kernel.errors import NotFoundError, RefusedError
from exchange.practices import policies, service
from exchange.practices.forms import ConditionsForm
from exchange.practices.forms.evidence import STANDING
from exchange.practices.models import Standing
from exchange.practices.queries import PracticePage, beside, compared, own_conditions
from exchange.practices.queries.comparing import MOST_COMPARED
from exchange.practices.views.blueprint import bp, search_bp
from exchange.practices.views.lines import said_date, term
from exchange.practices.views.units import with_unit
from exchange.practices.views.words import fresh_words
from exchange.vocabulary.models import TermList
from exchange.vocabulary.queries import taxonomy
from exchange.web.access import public, signed_in
from exchange.web.actor import current_actor
from exchange.web.db import reading, transaction
from exchange.web.reader import current_reader, today

Answer = str | Response | tuple[str, int]
_MOST_FIGURES = 3


@bp.get("/compare")
@public
def compare() -> str:
    """The practices of `?p=…&p=…` in columns; one of them not the reader's is a page that does not exist."""
    language = current_reader().language.value
    pages = compared(reading(), actor=current_actor(), slugs=request.args.getlist("p"), language=language)
    offered = beside(reading(), actor=current_actor(), pages=pages, language=language)
    return render_template(
        "practices/compare.html",
        pages=pages,
        rows=_rows(pages),
        offered=offered if len(pages) < MOST_COMPARED else {},
        without=[[one.card.slug for one in pages if one is not page] for page in pages],
    )


@search_bp.get("/our-conditions")
@signed_in
def our_conditions() -> str:
    """What the ministry has in place, for its own people."""
    return render_template("practices/conditions.html", form=_form(_ministry()))


@search_bp.post("/our-conditions")
@signed_in
def write_our_conditions() -> Answer:
    """Keep the profile; every practice is compared with it from the next page on."""
    ministry_id = _ministry()
    form = _form(ministry_id)
    if not form.validate():
        return render_template("practices/conditions.html", form=form), 422
    known = set(Standing)
    standing = {
        row.key.data: Standing(row.standing.data)
        for row in form.rows
        if row.standing.data in known and taxonomy(reading()).knows(TermList.PRECONDITION, row.key.data or "")
    }
    with transaction() as session:
        service.write_conditions(session, actor=current_actor(), ministry_id=ministry_id, standing=standing)
    flash(_("Kept. Every practice that you read is compared with it."))
    return redirect(url_for("search.our_conditions"), code=303)


def _ministry() -> UUID:
    actor = current_actor()
    if actor.ministry_id is None or not actor.belongs_to(actor.ministry_id):
        raise NotFoundError
    if not policies.can_create(actor, actor.ministry_id):
        raise RefusedError(_("Publishers and administrators of the ministry say what is in place."))
    return actor.ministry_id


def _form(_ministry_id: UUID) -> ConditionsForm:
    standing = own_conditions(reading(), actor=current_actor())
    words, language = taxonomy(reading()), current_reader().language.value
    terms = words.list_of(TermList.PRECONDITION)
    form = ConditionsForm(data={"rows": [{"key": one.code, "standing": standing.get(one.code, "")} for one in terms]})
    for row in form.rows:
        code = row.form.key.data or ""
        row.form.standing.label.text = words.label(TermList.PRECONDITION, code, language)
        row.form.standing.description = words.note(TermList.PRECONDITION, code, language)
        row.form.standing.choices = {value: _(label) for value, label in STANDING.items()}
    return form


def _rows(pages: tuple[PracticePage, ...]) -> list[tuple[str, list[str]]]:
    """What is compared, one list of cells for each row."""
    language = current_reader().language.value
    table = [
        (_("Country"), [country_name(page.card.country, language) for page in pages]),
        (_("Lead institution"), [page.card.org.text_for(language) for page in pages]),
        (_("Status"), [term(TermList.STATUS, page.status) for page in pages]),
        (_("Started"), [said_date(page.started or "") for page in pages]),
        (_("For whom"), [_terms(TermList.TARGET, page.targets) for page in pages]),
        (_("Channels"), [_terms(TermList.CHANNEL, page.channels) for page in pages]),
        (_("Evidence, judged"), [_level(page) for page in pages]),
        (_("Freshness"), [fresh_words(page.card, today())[1] for page in pages]),
        (_("Results"), [_results(page, language) for page in pages]),
        (
            _("Staff, in full-time posts"),
            ["" if page.rows.staff_fte is None else f"{page.rows.staff_fte:g}" for page in pages],
        ),
    ]
    return table + [(words, cells) for words, cells in _conditions(pages)]


def _conditions(pages: tuple[PracticePage, ...]) -> list[tuple[str, list[str]]]:
    """The matrix of preconditions: every condition that one of them names, essential ones first."""
    needs = [{row.key: row.need for row in page.rows.preconditions} for page in pages]
    keys = sorted(
        {key for own in needs for key in own}, key=lambda key: -sum(own.get(key) == "essential" for own in needs)
    )
    return [
        (term(TermList.PRECONDITION, key), [term(TermList.NEED, own[key]) if key in own else "" for own in needs])
        for key in keys
    ]


def _terms(kind: TermList, codes: tuple[str, ...]) -> str:
    return "; ".join(term(kind, code) for code in codes)


def _level(page: PracticePage) -> str:
    return _("Not judged yet") if page.card.evidence is None else term(TermList.EVIDENCE, page.card.evidence)


def _results(page: PracticePage, language: str) -> str:
    rows = [row for row in page.rows.results if row.value is not None][-_MOST_FIGURES:]
    said = (
        f"{row.indicator.text_for(language)}: {with_unit(row.value or 0, row.unit)}, {said_date(row.period)}"
        for row in rows
    )
    return "; ".join(said)
