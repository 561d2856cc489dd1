"""Register the shared words: the pages of the term bank."""

from flask import Flask

from exchange.kernel.messages import N_
from exchange.vocabulary.policies import can_edit_bank
from exchange.vocabulary.queries import forget_bank
from exchange.vocabulary.views import bp
from exchange.web.deps import Deps
from exchange.web.shell import add_menu

_RESETS = "exchange.reset_for_tests"


def register(app: Flask, deps: Deps) -> None:  # noqa: ARG001 - every capability is registered alike
    """Put the capability into the application."""
    app.register_blueprint(bp)
    app.extensions.setdefault(_RESETS, []).append(forget_bank)
    add_menu(app, N_("Term bank"), "vocabulary.concepts", shown=can_edit_bank)
