"""Is the process alive; is it ready to serve? For the operator's monitor, without a secret in it."""

from collections.abc import Callable

from flask import Blueprint, Flask, Response, current_app, jsonify
from sqlalchemy import text

from exchange.web.access import public
from exchange.web.db import reading

bp = Blueprint("health", __name__, url_prefix="/health")
_CHECKS = "exchange.ready_checks"


def add_ready_check(app: Flask, name: str, check: Callable[[], bool]) -> None:
    """Let a capability say whether its part is ready; a part that is not does not stop the pages."""
    app.extensions.setdefault(_CHECKS, {})[name] = check


@bp.get("/live")
@public
def live() -> Response:
    """The process answers."""
    return jsonify(status="live")


@bp.get("/ready")
@public
def ready() -> tuple[Response, int]:
    """The database answers; other parts are named with their state."""
    parts = {"database": _database_answers()} | ready_parts()
    return jsonify(status="ready" if parts["database"] else "not ready", parts=parts), 200 if parts["database"] else 503


def ready_parts() -> dict[str, bool]:
    """The capabilities' own parts by name, and whether each is ready."""
    return {name: check() for name, check in current_app.extensions.get(_CHECKS, {}).items()}


def _database_answers() -> bool:
    return reading().execute(text("SELECT 1")).scalar() == 1
