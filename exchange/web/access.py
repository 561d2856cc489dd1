"""Who may call a route. A route that does not say so is refused, and fails a test (trust.md section 3)."""

from collections.abc import Callable
from enum import StrEnum
from typing import ParamSpec, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from exchange.kernel.errors import NotFoundError
from exchange.web.actor import current_actor

P = ParamSpec("P")
R = TypeVar("R")
_ATTRIBUTE = "exchange_access"
_FRESH = "exchange_fresh"
_FRESHNESS = "exchange.freshness"


class Access(StrEnum):
    """The declared right to call a route; the service still asks the policy about the object."""

    PUBLIC = "public"
    SIGNED_IN = "signed in"
    PLATFORM = "platform administrator"
    DEMONSTRATION = "demonstration only"
    DEMONSTRATION_SIGNED_IN = "demonstration only, signed in"


def _declare(access: Access) -> Callable[[Callable[P, R]], Callable[P, R]]:
    def mark(view: Callable[P, R]) -> Callable[P, R]:
        setattr(view, _ATTRIBUTE, access)
        return view

    return mark


public = _declare(Access.PUBLIC)
signed_in = _declare(Access.SIGNED_IN)
platform_administrator = _declare(Access.PLATFORM)
demonstration_only = _declare(Access.DEMONSTRATION)
demonstration_signed_in = _declare(Access.DEMONSTRATION_SIGNED_IN)


def fresh(view: Callable[P, R]) -> Callable[P, R]:
    """Ask for a proof of the last fifteen minutes before this view: for acts that a stolen session must not do."""
    setattr(view, _FRESH, True)
    return view


def needs_fresh_proof(view: Callable[..., object]) -> bool:
    """Whether a view declares so."""
    return getattr(view, _FRESH, False)


def set_freshness(app: Flask, is_fresh: Callable[[], bool], endpoint: str) -> None:
    """Name the function that says whether the proof is fresh, and the page that asks for one."""
    app.extensions[_FRESHNESS] = (is_fresh, endpoint)


def access_of(view: Callable[..., object]) -> Access | None:
    """What a view declares; None when it declares nothing."""
    return getattr(view, _ATTRIBUTE, None)


def init_access(app: Flask) -> None:
    """Ask before every request."""
    app.before_request(_check)


def _check() -> BaseResponse | Response | None:
    if request.endpoint is None or request.endpoint == "static":
        return None
    view = current_app.view_functions[request.endpoint]
    access = access_of(view)
    if access is Access.PUBLIC or (access is Access.DEMONSTRATION and _is_demo()):
        return None
    if access is Access.SIGNED_IN or (access is Access.DEMONSTRATION_SIGNED_IN and _is_demo()):
        return _to_fresh_proof(view) if current_actor().is_signed_in else _to_sign_in()
    if access is Access.PLATFORM and current_actor().runs_platform:
        return _to_fresh_proof(view)
    raise NotFoundError


def _to_fresh_proof(view: Callable[..., object]) -> BaseResponse | None:
    """The page that asks who it is, when the view wants to know anew; None lets the request pass."""
    is_fresh, endpoint = current_app.extensions[_FRESHNESS]
    if not needs_fresh_proof(view) or is_fresh():
        return None
    wanted = request.full_path.rstrip("?") if request.method == "GET" else _page_of_form()
    return redirect(url_for(endpoint, next=wanted), code=303)


def _page_of_form() -> str:
    """Where the form stood that was sent too late: its text is still in the browser's history."""
    parts = urlsplit(request.referrer or "")
    return f"{parts.path}?{parts.query}".rstrip("?") if parts.netloc == request.host else "/"


def _is_demo() -> bool:
    return bool(current_app.config["EXCHANGE"].is_demo)


def _to_sign_in() -> BaseResponse:
    return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")), code=303)
