"""Who may call a route. A route that does not say so is refused, and fails a test (trust.md section 3)."""

from collections.abc import Callable
from enum import StrEnum
from typing import ParamSpec, TypeVar

from flask import Flask, Response, current_app, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from exchange.kernel.errors import NotFoundError
from exchange.web.actor import current_actor

P = ParamSpec("P")
R = TypeVar("R")
_ATTRIBUTE = "exchange_access"


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


def access_of(view: Callable[..., object]) -> Access | None:
    """What a view declares; None when it declares nothing."""
    return getattr(view, _ATTRIBUTE, None)


def init_access(app: Flask) -> None:
    """Ask before every request."""
    app.before_request(_check)


def _check() -> BaseResponse | Response | None:
    if request.endpoint is None or request.endpoint == "static":
        return None
    access = access_of(current_app.view_functions[request.endpoint])
    if access is Access.PUBLIC or (access is Access.DEMONSTRATION and _is_demo()):
        return None
    if access is Access.SIGNED_IN or (access is Access.DEMONSTRATION_SIGNED_IN and _is_demo()):
        return None if current_actor().is_signed_in else _to_sign_in()
    if access is Access.PLATFORM and current_actor().runs_platform:
        return None
    raise NotFoundError


def _is_demo() -> bool:
    return bool(current_app.config["EXCHANGE"].is_demo)


def _to_sign_in() -> BaseResponse:
    return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")), code=303)
