"""Hang alerts on the application: pages, feeds, places on other pages, kinds of notices, the job that matches."""

from flask import Flask

from exchange.alerts import reacting
from exchange.alerts.jobs import match
from exchange.alerts.service import MATCH
from exchange.alerts.views import bp, panels
from exchange.kernel.messages import N_
from exchange.notifications.kinds import Kind, register_kinds
from exchange.notifications.models import Pace
from exchange.web.deps import Deps
from exchange.web.shell import add_menu
from exchange.web.slots import Slot, fill


def register(app: Flask, deps: Deps) -> None:
    """Put the capability into the application."""
    app.register_blueprint(bp)
    add_menu(app, N_("What you follow"), "alerts.index")
    fill(app, Slot.PRACTICE_KEYS, panels.follow_key, order=90)
    fill(app, Slot.SEARCH_SAVE, panels.save_key)
    register_kinds(
        app,
        N_("What you follow"),
        Kind("follow.published", N_("New practices from what you follow"), Pace.DAILY),
        Kind("follow.changed", N_("New versions of practices that you follow"), Pace.DAILY),
        Kind("alert.matched", N_("New results of your saved searches"), Pace.DAILY),
    )
    reacting.subscribe(deps.bus)
    deps.jobs.handle(MATCH, match)
