"""One line of JSON per request with its id; never a text, an address of a room, or a secret (trust.md I7)."""

import json
import logging
import secrets
import sys
import time

import structlog
from flask import Flask, Response, g, request

log = structlog.get_logger("exchange.request")
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # 32, none that a telephone confuses


_ENCODER = json.JSONEncoder(ensure_ascii=False, default=repr)  # `json.dumps` makes one for each line


def _as_json(event: object, **_options: object) -> str:
    return _ENCODER.encode(event)


def configure_logs(level: str) -> None:
    """Send structured lines to standard error."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(_as_json),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
    )


def new_request_id() -> str:
    """What a person reads to the help desk: four and four letters, such as K7WM-4F2Q."""
    letters = "".join([_ALPHABET[byte % len(_ALPHABET)] for byte in secrets.token_bytes(8)])
    return f"{letters[:4]}-{letters[4:]}"


def request_id() -> str:
    """The number of this request."""
    if "request_id" not in g:
        g.request_id = new_request_id()
    identifier: str = g.request_id
    return identifier


def write_line(
    method: str, endpoint: str | None, status: int, began: float, *, account: str | None = None, **bound: str
) -> None:
    """The line of one answer.

    Args:
        began: as `time.perf_counter` told it.
        bound: what no context variable says.
    """
    ms = round((time.perf_counter() - began) * 1000, 1)
    log.info("request", **bound, method=method, endpoint=endpoint, status=status, ms=ms, account=account)


def _account() -> str | None:
    """The number of the account that asked, where this request has read it: an auditor asks whose 404s they were."""
    actor = g.get("actor")
    return str(actor.person_id) if actor is not None and actor.person_id else None


def init_logs(app: Flask) -> None:
    """Number each request and write its line."""

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()
        structlog.contextvars.bind_contextvars(request=request_id())

    @app.after_request
    def end(response: Response) -> Response:
        response.headers["X-Request-Id"] = request_id()
        if request.endpoint != "static":
            began = g.get("began", time.perf_counter())
            write_line(request.method, request.endpoint, response.status_code, began, account=_account())
        structlog.contextvars.clear_contextvars()
        return response
