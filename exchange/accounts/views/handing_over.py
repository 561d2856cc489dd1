"""Hand the desk of a leaver over, on the page of the person."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import SelectField

from exchange.accounts import queries
from exchange.accounts.service.handing_over import hand_over as give
from exchange.accounts.views.blueprint import bp, now
from exchange.kernel.errors import InvalidError, NotFoundError
from exchange.web.access import fresh, signed_in
from exchange.web.actor import current_actor
from exchange.web.db import reading, transaction
from exchange.web.forms import add_faults
from exchange.web.reader import current_reader


class HandOverForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """Who gets the desk."""

    successor = SelectField(_l("New holder of the desk"), validate_choice=False)


@bp.get("/admin/people/<uuid:person_id>/hand-over")
@fresh
@signed_in
def hand_over_page(person_id: UUID) -> str:
    """Who is to get it."""
    return _page(person_id, HandOverForm())


@bp.post("/admin/people/<uuid:person_id>/hand-over")
@fresh
@signed_in
def hand_over(person_id: UUID) -> tuple[str, int] | Response:
    """Everything in one step."""
    form = HandOverForm()
    try:
        with transaction() as session:
            successor = _chosen(form.successor.data)
            give(session, actor=current_actor(), person_id=person_id, successor_id=successor, now=now())
    except InvalidError as error:
        add_faults(form, error)
        return _page(person_id, form), 422
    flash(_("The desk is handed over. The new holder has a notice about it."))
    return redirect(url_for(".people"), code=303)


def _chosen(typed: str | None) -> UUID:
    try:
        return UUID(typed or "")
    except ValueError:
        raise InvalidError({"successor": _("Choose a colleague of the same ministry with an open account.")}) from None


def _page(person_id: UUID, form: HandOverForm) -> str:
    session, actor = reading(), current_actor()
    managed = queries.managed_ministries(session, actor)
    wanted = request.args.get("ministry")
    for ministry in (one for one in managed if wanted in (None, one.slug)):
        people = {one.id: one for one in queries.managed_people(session, actor, ministry.id)}
        if person_id in people:
            language = current_reader().language.value
            others = (one for one in people.values() if one.id != person_id and not one.is_disabled)
            form.successor.choices = [(str(one.id), f"{one.post.text_for(language)}, {one.email}") for one in others]
            return render_template("accounts/hand-over.html", form=form, person=people[person_id], ministry=ministry)
    raise NotFoundError
