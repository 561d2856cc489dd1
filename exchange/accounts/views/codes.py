"""Recovery codes are shown once: sealed in the cookie from the answer that made them to the page that shows them."""

import json

from flask import redirect, render_template, session, url_for
from werkzeug.wrappers import Response

from exchange.accounts.views.blueprint import bp, vault
from exchange.accounts.views.next_page import HOME, next_page
from exchange.web.access import signed_in

_CODES = "recovery-codes"
_SECONDS = 600


def keep_codes(codes: tuple[str, ...], wanted: str = HOME) -> None:
    """Keep them for the next page."""
    session[_CODES] = vault().seal(json.dumps([list(codes), wanted]))


@bp.get("/settings/recovery-codes")
@signed_in
def recovery_codes() -> str | Response:
    """The codes, once; later the page leads back to the settings."""
    kept = vault().open(session.pop(_CODES, ""), seconds=_SECONDS)
    if kept is None:
        return redirect(url_for(".security"), code=303)
    codes, wanted = json.loads(kept)
    return render_template("accounts/recovery-codes.html", codes=codes, wanted=next_page(wanted))
