"""Refusals and faults as pages in the reader's language. Absent and forbidden are the same page, byte for byte."""

import structlog
from flask import Flask, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from exchange.kernel.errors import ConflictError, InvalidError, NotFoundError, RefusedError, UnavailableError
from exchange.kernel.messages import Message
from exchange.web.logs import request_id
from exchange.web.shell import count_nothing

log = structlog.get_logger("exchange.errors")
_PAGES = {400, 403, 404, 405, 409, 413, 422, 429, 500, 503}
Answer = tuple[str, int]
USUAL_METHODS = ("GET", "HEAD", "POST")
_SECRET = frozenset({"csrf_token", "password", "current", "passcode", "link"})


def said(message: Message) -> str:
    """A message in the reader's language."""
    if not message.text:
        return ""
    return str(_(message.text)) % message.values if message.values else str(_(message.text))


def init_errors(app: Flask) -> None:
    """Register a page for each kind of error."""
    app.register_error_handler(NotFoundError, lambda _error: page(404))
    app.register_error_handler(RefusedError, lambda error: page(403, said(error.message)))
    app.register_error_handler(ConflictError, lambda error: page(409, said(error.message)))
    app.register_error_handler(InvalidError, lambda error: page(422, said(error.message)))
    app.register_error_handler(UnavailableError, lambda error: page(503, said(error.message)))
    app.register_error_handler(CSRFError, _old_form)
    for fault in (OperationalError, InterfaceError, NoConnectionError):
        app.register_error_handler(fault, _database_fault)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _fault)


def page(status: int, message: str = "", kept: str = "") -> Answer:
    """The page of a status; `message` says more than the page's own sentence, `kept` is what was typed."""
    number = status if status in _PAGES else (400 if status < 500 else 500)  # noqa: PLR2004 - the border of server faults
    answer = render_template(f"errors/{number}.html", message=message, kept=kept, request_id=request_id())
    return answer, status


def _old_form(_error: CSRFError) -> Answer:
    sentence = _("This form was open for too long. Go back, copy what you wrote, open the page again and send it.")
    return page(400, sentence, _typed())


def _typed() -> str:
    """The texts of the form that was refused: going back leads to the sign-in page once a session has ended.

    Only what this site's own page sent, lest another site puts its words here; never a secret.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return ""
    values = [value for name, value in request.form.items(multi=True) if name not in _SECRET]
    return "\n\n".join(value for value in values if len(value.split()) > 1)


def _http(error: HTTPException) -> tuple[str, int, dict[str, str]] | HTTPException:
    if error.code is None or error.code < 400:  # noqa: PLR2004 - redirects are no errors
        return error
    headers = {}
    if isinstance(error, MethodNotAllowed):
        headers["Allow"] = ", ".join(sorted(error.valid_methods or USUAL_METHODS))  # RFC 9110, 15.5.6
    return *page(error.code), headers


def _database_fault(error: DBAPIError | NoConnectionError) -> Answer:
    log.error("database does not answer", error=repr(getattr(error, "orig", error)))
    count_nothing()
    return page(503)


def _fault(error: Exception) -> Answer:
    log.error("fault", exc_info=error)
    return page(500)
