"""Put the dossiers into the application."""

from flask import Flask
from sqlalchemy import exists

from exchange.files.access import add_carrier
from exchange.files.models import StoredFile
from exchange.kernel.messages import N_
from exchange.relations.jobs import briefing_maker, tidy
from exchange.relations.models import RelationFile
from exchange.relations.service.briefing import BRIEF
from exchange.relations.views import bp, home_chain
from exchange.web.deps import Deps
from exchange.web.shell import NavItem, add_nav
from exchange.web.slots import Slot, fill

_A_DAY = 1440


def register(app: Flask, deps: Deps) -> None:
    """Pages, navigation, and the places on other pages."""
    app.register_blueprint(bp)
    add_nav(app, NavItem("dossiers", N_("Dossiers"), "relations.index", signed_in=True, order=60))
    fill(app, Slot.HOME_CHAIN, home_chain)
    add_carrier(app, exists().where(RelationFile.file_id == StoredFile.id))
    deps.jobs.handle(BRIEF, briefing_maker(app))
    deps.jobs.every(_A_DAY, "relations.tidy", lambda: tidy(deps.clock))
