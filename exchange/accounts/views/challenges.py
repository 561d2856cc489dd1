"""What a browser is asked for a passkey, and the answer that it sends back in a form."""

from uuid import UUID

from flask import current_app

from exchange.accounts import login
from exchange.accounts.service import passkeys
from exchange.accounts.service.passkeys import Site
from exchange.web.db import reading


def site() -> Site:
    """The host that passkeys belong to, by the settings."""
    settings = current_app.config["EXCHANGE"]
    return Site.of(settings.public_url, settings.site_name)


def passkey_request(person_id: UUID | None = None) -> str:
    """The question for a passkey as JSON; empty where the address allows none (a number instead of a name)."""
    here = site()
    if not here.has_passkeys:
        return ""
    return passkeys.request_options(reading(), site=here, challenge=login.new_challenge(), person_id=person_id)


def passkey_creation(person_id: UUID) -> str:
    """The question for a new passkey as JSON; empty where the address allows none."""
    here = site()
    if not here.has_passkeys:
        return ""
    return passkeys.creation_options(reading(), person_id=person_id, site=here, challenge=login.new_challenge())
