"""Hang the board of needs on the application."""

from flask import Flask

from exchange.kernel.messages import N_
from exchange.needs.queries import knowable
from exchange.needs.views import bp
from exchange.notifications.guards import register_guard
from exchange.notifications.kinds import Kind, register_kinds
from exchange.web.deps import Deps
from exchange.web.shell import add_menu


def register(app: Flask, deps: Deps) -> None:  # noqa: ARG001 - every capability is registered alike
    """Put the capability into the application."""
    app.register_blueprint(bp)
    register_kinds(app, N_("Needs"), Kind("need.posted", N_("Needs that other ministries show to yours")))
    register_guard(app, "need", knowable)
    add_menu(app, N_("Needs"), "needs.index")
    add_menu(app, N_("Adoptions"), "adoptions.index")
