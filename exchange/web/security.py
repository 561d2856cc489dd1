"""Headers of every answer: a content policy with a nonce, nothing private in caches, no host from outside."""

import secrets

from flask import Flask, Response, abort, g, request

POLICY = (
    "default-src 'none'; object-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; "
    "img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'; "
    "require-trusted-types-for 'script'; trusted-types default; "  # assets/js/trusted.js
    "report-uri /policy-reports; report-to policy"  # exchange/web/reports.py
)
# A letter is shown as a mail program shows it: with its own styles, and with nothing that can run or load.
LETTER_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
_POLICY = "Content-Security-Policy"
_HEADERS = {
    "Reporting-Endpoints": 'policy="/policy-reports"',
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
A_YEAR = 31_536_000


def new_nonce() -> str:
    """A word that nobody guesses, for one answer."""
    return secrets.token_urlsafe(16)


def csp_nonce() -> str:
    """This request's nonce, for the one script element that needs it."""
    if "csp_nonce" not in g:
        g.csp_nonce = new_nonce()
    nonce: str = g.csp_nonce
    return nonce


def init_security(app: Flask, *, is_secure: bool) -> None:
    """Set the headers on every answer and refuse methods that no page uses."""
    headers = _HEADERS | ({"Strict-Transport-Security": f"max-age={A_YEAR}; includeSubDomains"} if is_secure else {})

    @app.after_request
    def add_headers(response: Response) -> Response:
        said = {name for name, _ in response.headers}
        if _POLICY not in said:
            response.headers.add(_POLICY, POLICY.format(nonce=csp_nonce()))
        for name, value in headers.items():
            if name not in said:
                response.headers.add(name, value)
        _set_caching(response)
        return response

    @app.before_request
    def refuse_other_methods() -> None:
        if request.method not in {"GET", "HEAD", "POST", "OPTIONS"}:
            abort(405)


def _set_caching(response: Response) -> None:
    if request.endpoint == "static" and response.status_code in (200, 304):
        versioned = bool(request.args.get("v"))
        response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable" if versioned else "no-cache"
        return
    if response.headers.get("Cache-Control") == "private, no-cache":
        vary_by_cookie(response)
        return  # a feed says itself that only its reader's program keeps it, and asks each time
    response.headers["Cache-Control"] = "no-store"  # nothing private is cacheable (I6)
    vary_by_cookie(response)


def vary_by_cookie(response: Response) -> None:
    """Say that the answer is another one for another cookie; `response.vary.add` reads and writes all it says."""
    said = response.headers.get("Vary")
    if said is None or "Cookie" not in said:
        response.headers["Vary"] = f"{said}, Cookie" if said else "Cookie"
