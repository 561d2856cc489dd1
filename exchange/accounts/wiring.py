"""Register accounts: sign-in, pages, the hourly tidying."""

from flask import Flask

from exchange.accounts.jobs import tidy_sign_ins
from exchange.accounts.login import init_login
from exchange.accounts.views import bp
from exchange.kernel.messages import N_
from exchange.web.deps import Deps
from exchange.web.shell import add_menu


def register(app: Flask, deps: Deps) -> None:
    """Put the capability into the application."""
    init_login(app)
    app.register_blueprint(bp)
    add_menu(app, N_("Profile and settings"), "accounts.profile")
    deps.jobs.every(60, "accounts.tidy", lambda: tidy_sign_ins(deps.clock))
