"""Read the ledger: one record, those of a ministry, the whole lineage of a practice."""

from datetime import date
from uuid import UUID

from flask import current_app, render_template

from exchange.adoptions import queries
from exchange.adoptions.views.blueprint import bp
from exchange.adoptions.views.shown import record_page
from exchange.adoptions.views.words import ledger_row
from exchange.web.access import public, signed_in
from exchange.web.actor import current_actor
from exchange.web.db import reading
from exchange.web.reader import current_reader


@bp.get("/adoptions/")
@signed_in
def index() -> str:
    """What my ministry takes over, and where its own practices went."""
    session, actor, language = reading(), current_actor(), current_reader().language
    own = queries.adoptions_by(session, actor=actor, language=language)
    others = queries.adopted_from(session, actor=actor, language=language)
    day = today()
    rows = [[(one, ledger_row(one, day)) for one in found] for found in (own, others)]
    return render_template("adoptions/index.html", own=rows[0], others=rows[1])


@bp.get("/adoptions/<uuid:adoption_id>")
@public
def show(adoption_id: UUID) -> str:
    """One record: its steps, its figures, what was kept, changed and left."""
    found = queries.adoption(
        reading(), actor=current_actor(), adoption_id=adoption_id, language=current_reader().language
    )
    return render_template("adoptions/show.html", adoption=found, page=record_page(found, today()))


@bp.get("/practices/<slug>/lineage")
@public
def lineage(slug: str) -> str:
    """Every generation of a practice, from its first origin."""
    root = queries.lineage(reading(), actor=current_actor(), slug=slug, language=current_reader().language)
    return render_template("adoptions/lineage.html", root=root, slug=slug)


def today() -> date:
    """The day in the reader's city."""
    day: date = current_reader().place.local(current_app.config["CLOCK"]()).date()
    return day
