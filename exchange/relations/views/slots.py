"""What the dossiers put on the pages of others: the home page's chain."""

from flask import render_template
from markupsafe import Markup

from exchange.kernel.kept import kept
from exchange.relations import queries
from exchange.relations.views.rows import chain_rows
from exchange.relations.views.words import party
from exchange.web.actor import current_actor
from exchange.web.db import reading
from exchange.web.reader import current_reader, today
from exchange.web.slots import Subject

HOME_DOSSIER = "az-tr-foster-care"  # the story that the home page tells; an installation without it shows none


def home_chain(_subject: Subject) -> Markup:
    """How foster care travelled; empty when the dossier is absent or shows too little of it."""
    return kept(("home chain", current_actor(), current_reader().language, today()), _home_chain)


def _home_chain() -> Markup:
    language = current_reader().language
    dossier = queries.dossier_by_slug(reading(), actor=current_actor(), slug=HOME_DOSSIER, language=language)
    links = queries.chain_of(dossier) if dossier else ()
    if dossier is None or len(links) < 2:  # noqa: PLR2004 - one link is no chain
        return Markup()
    owner = links[0].practice.ministry_id if links[0].practice else dossier.sides[0].id
    sides = sorted(dossier.sides, key=lambda side: side.id != owner)  # a practice's story puts its owner first
    rows = chain_rows(dossier, sides)
    parties = [party(side) for side in sides]
    return Markup(render_template("relations/home_chain.html", dossier=dossier, rows=rows, parties=parties))  # noqa: S704 - a rendered template
