"""Add entries by hand."""

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from exchange.kernel.errors import InvalidError, NotFoundError, RefusedError
from exchange.relations import queries
from exchange.relations.forms import EntryForm
from exchange.relations.policies import can_enter
from exchange.relations.queries import Dossier
from exchange.relations.service.entering import BY_HAND, add_entry
from exchange.relations.views.dossier import side_names
from exchange.relations.views.pages import bp
from exchange.relations.views.words import kind_words
from exchange.web.access import signed_in
from exchange.web.actor import current_actor
from exchange.web.db import reading, transaction
from exchange.web.forms import add_faults
from exchange.web.reader import current_reader

UNPROCESSABLE = 422
_LONGEST_KEY = 64
Answer = Response | str | tuple[str, int]


@bp.get("/<a>/<b>/new")
@signed_in
def new_entry(a: str, b: str) -> str:
    """The form of an entry."""
    dossier = _own(a, b)
    return _page(dossier, _form(EntryForm(formdata=None), dossier))


@bp.post("/<a>/<b>/new")
@signed_in
def add(a: str, b: str) -> Answer:
    """Add it."""
    dossier = _own(a, b)
    form = _form(EntryForm(), dossier)
    if not form.validate_on_submit():
        return _page(dossier, form), UNPROCESSABLE
    try:
        _add(a, b, form)
    except InvalidError as error:
        add_faults(form, error)
        return _page(dossier, form), UNPROCESSABLE
    flash(_("The entry stands in the dossier."))
    return redirect(url_for(".show", a=a, b=b), code=303)


def _add(a: str, b: str, form: EntryForm) -> None:
    key = (form.key.data or "")[:_LONGEST_KEY]
    now = current_app.config["CLOCK"]()
    with transaction() as session:
        add_entry(session, actor=current_actor(), pair=(a, b), draft=form.draft(), key=key, now=now)


def _own(a: str, b: str) -> Dossier:
    found = queries.find_dossier(reading(), actor=current_actor(), pair=(a, b), language=current_reader().language)
    if not found.is_own:
        raise NotFoundError
    if not can_enter(current_actor(), [side.id for side in found.sides]):
        raise RefusedError(_("Organizers and administrators of the two ministries add entries."))
    return found


def _form(form: EntryForm, dossier: Dossier) -> EntryForm:
    language = current_reader().language
    sides = [("", _("Both sides")), *((side.slug, side.country_name(language)) for side in dossier.sides)]
    form.put_choices([(kind.value, kind_words(kind)) for kind in BY_HAND], sides)
    return form


def _page(dossier: Dossier, form: EntryForm) -> str:
    return render_template("relations/entry.html", dossier=dossier, name=side_names(dossier.sides), form=form)
