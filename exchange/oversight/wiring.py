"""Hang what people are told about their accounts, and the pages of those who look after them, on the application."""

from flask import Flask

from exchange.accounts.events import (
    MinistryOpened,
    PasswordChanged,
    PasswordLinkAsked,
    PersonDisabled,
    ProofChanged,
    RolesChanged,
    SignedInElsewhere,
)
from exchange.accounts.policies import can_open
from exchange.kernel.actor import Actor, Role
from exchange.kernel.messages import N_
from exchange.kernel.settings import secret_key
from exchange.notifications.kinds import ALWAYS, Kind, register_kinds
from exchange.notifications.message import Sender
from exchange.notifications.wiring import transport_of
from exchange.oversight import mail, reacting
from exchange.oversight.jobs import PasswordLetters, let_go
from exchange.oversight.views import bp
from exchange.oversight.views.own_data import kept_table
from exchange.oversight.views.words import act_in_words
from exchange.web.deps import Deps
from exchange.web.shell import add_menu
from exchange.web.slots import Slot, fill


def _reads_a_trail(actor: Actor) -> bool:
    return actor.runs_platform or bool(actor.ministries_with(Role.ADMINISTRATOR))


def register(app: Flask, deps: Deps) -> None:
    """Put the capability into the application."""
    deps.bus.subscribe(SignedInElsewhere, reacting.on_new_browser)
    deps.bus.subscribe(PasswordChanged, reacting.on_password)
    deps.bus.subscribe(ProofChanged, reacting.on_proof)
    deps.bus.subscribe(RolesChanged, reacting.on_roles)
    deps.bus.subscribe(MinistryOpened, reacting.on_opening)
    deps.bus.subscribe(PasswordLinkAsked, reacting.on_password_link)
    deps.bus.subscribe(PersonDisabled, reacting.on_leaving)
    register_kinds(
        app,
        N_("Your account"),
        Kind("account.new_browser", N_("Sign-ins, passwords and roles"), also=mail.OF_ACCOUNT, paces=ALWAYS),
        Kind("ministry.opened", N_("Somebody who runs the platform looks into your ministry"), paces=ALWAYS),
    )
    app.register_blueprint(bp)
    app.jinja_env.filters["act"] = act_in_words  # the record of a meeting says the same as the record of a ministry
    add_menu(app, N_("Who did what"), "oversight.trail", shown=_reads_a_trail)
    add_menu(app, N_("Look into a ministry"), "oversight.opening", shown=can_open)
    settings = deps.settings
    sender = Sender(settings.mail_from, settings.site_name, settings.public_url)
    letters = PasswordLetters(transport_of(app), app.jinja_env, sender, secret_key(settings), deps.clock)
    deps.jobs.handle(reacting.LETTER, letters.run)
    deps.jobs.every(24 * 60, "oversight.retain", lambda: let_go(deps.clock))
    fill(app, Slot.PRIVACY, kept_table)
