"""Hang the counters on the application: pages, what moves them, what pages notice."""

from flask import Flask

from exchange.insights.jobs import MISSED, READ, catch_up, recount_tasks, write_noticed
from exchange.insights.queries import institutions_that_read
from exchange.insights.reacting import RECOUNT, subscribe
from exchange.insights.views import bp
from exchange.kernel.messages import N_
from exchange.practices.guards import count_returns
from exchange.web.deps import Deps
from exchange.web.noticing import when_noticed
from exchange.web.shell import NavItem, add_nav

_BATCH = 50


def register(app: Flask, deps: Deps) -> None:
    """Put the capability into the application."""
    app.register_blueprint(bp)
    add_nav(app, NavItem("insights", N_("Insights"), "insights.show", signed_in=True, order=70))
    subscribe(deps.bus)
    count_returns(app, "read", institutions_that_read)
    deps.jobs.handle(RECOUNT, recount_tasks, batch=_BATCH)
    deps.jobs.at_start("insights.catch_up", catch_up)
    when_noticed(app, frozenset({READ, MISSED}), lambda things: write_noticed(deps.clock, things))
