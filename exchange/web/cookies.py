"""Names of cookies: under https a browser takes one called `__Host-…` from this host alone (ASVS 5.0, 3.3.1, 3.3.3)."""

from flask import current_app, request

LANGUAGE, THEME, KNOWN_BROWSER, SESSION = "lang", "theme", "known-browser", "exchange"
_OF_THIS_HOST = "__Host-"  # needs Secure and the path /; assets/js/theme.js writes the same name


def cookie_name(name: str, *, is_secure: bool) -> str:
    """As the browser knows it. On plain http, in a test installation, browsers refuse the prefix."""
    return f"{_OF_THIS_HOST}{name}" if is_secure else name


def own_name(name: str) -> str:
    """The same for the application that answers this request."""
    return cookie_name(name, is_secure=current_app.config["EXCHANGE"].is_secure)


def cookie(name: str) -> str | None:
    """What this request's cookie holds."""
    return request.cookies.get(own_name(name))
