"""One line of JSON per request with its id; never a text, an address of a room, or a secret (trust.md I7)."""

import logging
import secrets
import sys
import time

import structlog
from flask import Flask, Response, g, request

log = structlog.get_logger("exchange.request")
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # 32, none that a telephone confuses


def configure_logs(level: str) -> None:
    """Send structured lines to standard error."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
    )


def request_id() -> str:
    """What a person reads to the help desk: four and four letters, such as K7WM-4F2Q."""
    if "request_id" not in g:
        letters = "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in secrets.token_bytes(8))
        g.request_id = f"{letters[:4]}-{letters[4:]}"
    identifier: str = g.request_id
    return identifier


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
        milliseconds = round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1)
        if request.endpoint != "static":
            log.info(
                "request",
                method=request.method,
                endpoint=request.endpoint,
                status=response.status_code,
                ms=milliseconds,
                account=_account(),
            )
        structlog.contextvars.clear_contextvars()
        return response
