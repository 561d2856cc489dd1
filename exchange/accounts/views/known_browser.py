"""A browser that has signed in to an address before carries a signed mark, and its attempts are counted apart (I19)."""

import secrets

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

from exchange.accounts.addresses import normal_address
from exchange.accounts.service.sessions import hashed
from exchange.kernel.signing import signer
from exchange.web.cookies import KNOWN_BROWSER, cookie, own_name

_A_YEAR = 31_536_000


def known_browser(email: str) -> str:
    """The mark of a browser that has signed in to this address before; empty for any other."""
    try:
        address, mark = _marks().loads(cookie(KNOWN_BROWSER) or "")
    except (BadSignature, ValueError, TypeError):
        return ""
    return str(mark) if address == hashed(normal_address(email)) else ""


def remember_browser(response: Response, email: str) -> None:
    """Mark this browser as one that signs in to the address."""
    mark = known_browser(email) or secrets.token_urlsafe(16)
    value = str(_marks().dumps([hashed(normal_address(email)), mark]))
    secure = current_app.config["EXCHANGE"].is_secure
    response.set_cookie(
        own_name(KNOWN_BROWSER), value, max_age=_A_YEAR, httponly=True, samesite="Strict", secure=secure
    )


def _marks() -> URLSafeSerializer:
    return signer(str(current_app.secret_key), KNOWN_BROWSER)
