"""Register accounts: sign-in, pages, the hourly tidying."""

from flask import Flask

from exchange.accounts.jobs import HERE, tidy_sign_ins, write_visits
from exchange.accounts.login import init_login
from exchange.accounts.providers import read_providers
from exchange.accounts.views import bp
from exchange.kernel.actor import Actor, Role
from exchange.kernel.messages import N_
from exchange.web.deps import Deps
from exchange.web.noticing import when_noticed
from exchange.web.shell import add_menu


def _manages(actor: Actor) -> bool:
    return actor.runs_platform or bool(actor.ministries_with(Role.ADMINISTRATOR))


def register(app: Flask, deps: Deps) -> None:
    """Put the capability into the application."""
    init_login(app)
    when_noticed(app, frozenset({HERE}), write_visits)
    app.register_blueprint(bp)
    add_menu(app, N_("Profile and settings"), "accounts.profile")
    add_menu(app, N_("People of the ministry"), "accounts.people", shown=_manages)
    read_providers(deps.settings.oidc_file)  # a wrong file stops the start
    deps.jobs.every(60, "accounts.tidy", lambda: tidy_sign_ins(deps.clock))
