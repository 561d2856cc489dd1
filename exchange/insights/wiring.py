"""Hang the counters on the application: pages, what moves them, what pages notice."""

from collections.abc import Hashable

from flask import Flask

from exchange.insights.jobs import catch_up, recount_tasks, write_noticed
from exchange.insights.queries import institutions_that_read
from exchange.insights.reacting import RECOUNT, subscribe
from exchange.insights.views import bp
from exchange.kernel.clock import utc_now
from exchange.kernel.messages import N_
from exchange.practices.guards import count_returns
from exchange.web.deps import Deps
from exchange.web.noticing import Noticed, set_noticed
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

    def write(things: frozenset[tuple[str, Hashable]]) -> None:
        with app.app_context():
            write_noticed(deps.clock, things)

    noticed = Noticed(write, waits=deps.clock is utc_now)
    set_noticed(app, noticed)
    app.extensions.setdefault("exchange.reset_for_tests", []).append(noticed.things.clear)
