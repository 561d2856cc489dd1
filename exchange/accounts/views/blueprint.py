"""The one blueprint of accounts."""

from datetime import datetime

from flask import Blueprint, current_app

from exchange.kernel.vault import Vault

bp = Blueprint("accounts", __name__)


def now() -> datetime:
    """The current instant by the clock that the application was given."""
    instant: datetime = current_app.config["CLOCK"]()
    return instant


def vault() -> Vault:
    """Seals the secrets of authenticator apps with the installation's key."""
    return Vault(str(current_app.secret_key), "second factor")
