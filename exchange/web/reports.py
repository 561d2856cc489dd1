"""What browsers report about our content policy: a line in our own log, without an address, a text or a person."""

import json
import threading
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import structlog
from flask import Blueprint, Flask, request

from exchange.web.access import public

bp = Blueprint("reports", __name__)
PATH = "/policy-reports"
LARGEST = 16_384  # bytes; browsers send a few hundred
A_MINUTE = 30  # lines of one process; what comes beyond says nothing new and is dropped
_DIRECTIVES = frozenset(
    f"{kind}-src{part}"
    for kind in (
        "default",
        "script",
        "style",
        "img",
        "font",
        "connect",
        "manifest",
        "frame",
        "worker",
        "media",
        "object",
    )
    for part in ("", "-elem", "-attr")
) | {"form-action", "base-uri", "frame-ancestors", "require-trusted-types-for", "trusted-types"}
log = structlog.get_logger("exchange.policy")


class _Gate:
    """So many a minute."""

    def __init__(self) -> None:
        self._lock, self._began, self._count = threading.Lock(), 0.0, 0

    def is_open(self) -> bool:
        with self._lock:
            if monotonic() - self._began > 60:  # noqa: PLR2004 - seconds of the minute
                self._began, self._count = monotonic(), 0
            self._count += 1
            return self._count <= A_MINUTE


_gate = _Gate()


def init_reports(app: Flask) -> None:
    """Register the address; a browser sends no token with a report."""
    app.register_blueprint(bp)
    app.extensions["csrf"].exempt(report)
    app.extensions.setdefault("exchange.reset_for_tests", []).append(lambda: setattr(_gate, "_count", 0))


@bp.post(PATH)
@public
def report() -> tuple[str, int]:
    """Note which rule was broken and by what kind of thing; anything else is dropped."""
    if (request.content_length or 0) <= LARGEST and _gate.is_open():
        for broken in _broken(request.get_data()):
            log.warning("policy", **broken)
    return "", 204


def _broken(body: bytes) -> list[dict[str, str]]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return []
    rows = told if isinstance(told, list) else [told]
    return [facts for row in rows[:5] if isinstance(row, dict) and (facts := _facts(row))]


def _facts(row: dict[str, Any]) -> dict[str, str]:
    """Both forms that browsers have: `csp-report` (CSP 2) and `body` (Reporting API)."""
    inner = row.get("csp-report") or row.get("body")
    if not isinstance(inner, dict):
        return {}
    rule = str(inner.get("effectiveDirective") or inner.get("effective-directive") or inner.get("violated-directive"))
    rule = rule.partition(" ")[0]
    if rule not in _DIRECTIVES:
        return {}
    return {"rule": rule, "blocked": _kind(str(inner.get("blockedURL") or inner.get("blocked-uri") or ""))}


def _kind(address: str) -> str:
    """`inline`, `eval`, or the host that was to be loaded from; never a path, which may tell of a person."""
    if address in {"inline", "eval", "data", "blob", "self"}:
        return address
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        host = ""
    return "".join(letter for letter in host[:80] if letter.isalnum() or letter in ".-") or "other"
