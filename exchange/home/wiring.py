"""Register the first page, the lists of themes and countries, and the standing pages."""

from flask import Flask

from exchange.home.views import bp
from exchange.kernel.messages import N_
from exchange.web.deps import Deps
from exchange.web.shell import NavItem, add_nav
from exchange.web.standing import init_standing


def register(app: Flask, deps: Deps) -> None:  # noqa: ARG001 - every capability is registered alike
    """Put the capability into the application."""
    app.register_blueprint(bp)
    init_standing(app)
    add_nav(app, NavItem("desk", N_("My desk"), "home.start", signed_in=True, order=10))
    add_nav(app, NavItem("themes", N_("Themes"), "home.themes", signed_in=False, order=30))
    add_nav(app, NavItem("countries", N_("Countries"), "home.countries", signed_in=False, order=40))
