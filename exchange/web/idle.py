"""Sessions without a page end. What a page asks by itself, such as the number beside the bell, is no page."""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import ParamSpec, TypeVar

from flask import Flask, g, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from itsdangerous import URLSafeTimedSerializer

P = ParamSpec("P")
R = TypeVar("R")
_DRAWN = frozenset({"font", "image", "manifest", "script", "style"})  # Sec-Fetch-Dest of what a page is drawn with


class PagesOnly(SecureCookieSessionInterface):
    """The cookie carries the time of the last page; an answer to the page itself leaves it as it is."""

    digest_method = staticmethod(sha256)  # Flask's own choice is SHA-1 (ASVS 5.0, 11.4.1)

    def __init__(self) -> None:
        self._signing: tuple[object, URLSafeTimedSerializer | None] = (), None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Made once for each key: making it twice a request took longer than signing with it."""
        keys = app.secret_key, app.config["SECRET_KEY_FALLBACKS"]
        made_for, made = self._signing
        if made_for != keys:
            made = super().get_signing_serializer(app)
            self._signing = keys, made
        return made

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        """Renew it with every page; otherwise only when what it holds has changed."""
        return session.modified if _is_beside_a_page() else super().should_set_cookie(app, session)


def init_idle(app: Flask) -> None:
    """Let only pages keep a session alive."""
    app.session_interface = PagesOnly()


def asked_by_page(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a view that an open page asks by itself, again and again or while it is drawn: nobody need sit before it.

    The answer comes beside others, and a cookie sent with it would undo what another answer has just put into it.
    """

    @wraps(view)
    def marked(*arguments: P.args, **named: P.kwargs) -> R:
        g.is_asked_by_page = "HX-Request" in request.headers
        return view(*arguments, **named)

    return marked


def is_asked_by_page() -> bool:
    """Whether this request came from an open page alone."""
    return bool(g.get("is_asked_by_page", False))


def _is_beside_a_page() -> bool:
    """A style sheet, a picture or a part: its answer may come after that of the next page, with an older cookie."""
    is_drawn = request.endpoint == "static" or request.headers.get("Sec-Fetch-Dest") in _DRAWN
    return is_drawn or is_asked_by_page()
