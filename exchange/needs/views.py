"""The board, one need with what matches it, posting and closing."""

from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from exchange.accounts.queries import ministries
from exchange.kernel.countries import country_name
from exchange.kernel.errors import InvalidError, RefusedError
from exchange.kernel.languages import sort_key
from exchange.needs import policies, queries, service
from exchange.needs.forms import NeedForm
from exchange.needs.models import NeedCircle
from exchange.search.access import current_index, meaning_of
from exchange.web.access import signed_in
from exchange.web.actor import current_actor
from exchange.web.db import reading, transaction
from exchange.web.forms import add_faults
from exchange.web.reader import current_reader

bp = Blueprint("needs", __name__, url_prefix="/needs")
UNPROCESSABLE = 422
_LONGEST_KEY = 64
Answer = Response | str | tuple[str, int]


@bp.get("/")
@signed_in
def index() -> str:
    """Open needs, newest first."""
    actor = current_actor()
    return render_template(
        "needs/index.html", needs=queries.board(reading(), actor=actor), may_post=policies.can_post(actor)
    )


@bp.get("/new")
@signed_in
def new() -> str:
    """The form."""
    return _page(_form(NeedForm(formdata=None)))


@bp.post("/new")
@signed_in
def post() -> Answer:
    """Post it; the page that follows has the matches."""
    form = _form(NeedForm())
    if not form.validate_on_submit():
        return _page(form), UNPROCESSABLE
    try:
        need_id = _posted(form)
    except InvalidError as error:
        add_faults(form, error)
        return _page(form), UNPROCESSABLE
    flash(_("The need is on the board. What may help already stands below it."))
    return redirect(url_for(".show", need_id=need_id), code=303)


@bp.get("/<uuid:need_id>")
@signed_in
def show(need_id: UUID) -> str:
    """One need, and the practices that may help, each with its reason."""
    session, actor, language = reading(), current_actor(), current_reader().language
    found = queries.need(session, actor=actor, need_id=need_id)
    index, meaning = current_index(), meaning_of(current_app)
    matched = queries.matches(session, actor=actor, index=index, meaning=meaning, wanted=found, language=language)
    return render_template("needs/show.html", need=found, matches=matched, country_name=country_name)


@bp.post("/<uuid:need_id>/close")
@signed_in
def close(need_id: UUID) -> Response:
    """Take it from the board."""
    with transaction() as session:
        service.close_need(session, actor=current_actor(), need_id=need_id, now=current_app.config["CLOCK"]())
    flash(_("The need was taken from the board."))
    return redirect(url_for(".index"), code=303)


def _posted(form: NeedForm) -> UUID:
    key, now = (form.key.data or "")[:_LONGEST_KEY], current_app.config["CLOCK"]()
    with transaction() as session:
        return service.post_need(session, actor=current_actor(), draft=form.draft(), key=key, now=now).id


def _form(form: NeedForm) -> NeedForm:
    if not policies.can_post(current_actor()):
        raise RefusedError(_("A need is posted by somebody who speaks for a ministry."))
    language = current_reader().language
    others = [one for one in ministries(reading()) if one.id != current_actor().ministry_id]
    named = sorted(others, key=lambda one: (sort_key(one.country_name(language), language), one.slug))
    form.put_choices(
        [(circle.value, _(circle.label)) for circle in NeedCircle],
        [(one.slug, f"{one.country_name(language)}: {one.short_name(language)}") for one in named],
    )
    return form


def _page(form: NeedForm) -> str:
    return render_template("needs/new.html", form=form)
