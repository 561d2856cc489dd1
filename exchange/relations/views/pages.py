"""The list of dossiers and one dossier."""

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exchange.relations import queries
from exchange.relations.views.dossier import dossier_page
from exchange.relations.views.words import party
from exchange.web.access import public, signed_in
from exchange.web.actor import current_actor
from exchange.web.db import reading
from exchange.web.reader import current_reader
from exchange.web.same import same_for_visitors

bp = Blueprint("relations", __name__, url_prefix="/relations")


@bp.get("/")
@signed_in
def index() -> str:
    """Every dossier that the reader may open."""
    cards = queries.dossiers(reading(), actor=current_actor(), language=current_reader().language)
    rows = [(card, [party(side) for side in card.sides]) for card in cards]
    return render_template("relations/index.html", cards=rows)


@bp.get("/<a>/<b>")
@public
@same_for_visitors
def show(a: str, b: str) -> str | Response:
    """The dossier of two ministries; it has one address, the other order leads there."""
    language = current_reader().language
    dossier = queries.find_dossier(reading(), actor=current_actor(), pair=(a, b), language=language)
    if (a, b) != dossier.address:
        first, second = dossier.address
        return redirect(url_for(".show", a=first, b=second), code=301)
    today = current_reader().place.local(current_app.config["CLOCK"]()).date()
    page = dossier_page(dossier, today, request.args.get("show", ""))
    return render_template("relations/show.html", dossier=dossier, page=page)
