"""Mail that would be sent: the demonstration shows every mail instead of sending it."""

from uuid import UUID

from flask import Blueprint, Response, make_response, render_template

from exchange.kernel.countries import country_name
from exchange.kernel.errors import NotFoundError
from exchange.notifications import queries
from exchange.notifications.models import MailState
from exchange.web.access import demonstration_signed_in
from exchange.web.db import reading
from exchange.web.reader import current_reader
from exchange.web.security import LETTER_POLICY, POLICY, csp_nonce
from exchange.web.values import page_number

bp = Blueprint("demo_mail", __name__, url_prefix="/demo/mail")

# A status mark for each state of a mail.
_KINDS = {MailState.WAITING: "wait", MailState.SENT: "done", MailState.WITHHELD: "stop", MailState.FAILED: "you"}


def _country(code: str) -> str:
    return country_name(code, current_reader().language)


@bp.get("")
@demonstration_signed_in
def index() -> str:
    """All mails, newest first."""
    page = queries.mails(reading(), number=page_number())
    return render_template("mail/index.html", page=page, kinds=_KINDS, country=_country)


@bp.get("/<uuid:mail_id>")
@demonstration_signed_in
def show(mail_id: UUID) -> Response:
    """One mail: as HTML, as text, with its calendar file."""
    mail = queries.mail(reading(), mail_id)
    response = make_response(render_template("mail/show.html", mail=mail, kinds=_KINDS, country=_country))
    response.headers["Content-Security-Policy"] = POLICY.format(nonce=csp_nonce()) + "; frame-src 'self'"
    return response


@bp.get("/<uuid:mail_id>/letter")
@demonstration_signed_in
def letter(mail_id: UUID) -> Response:
    """The HTML alone, for the frame of the page above."""
    response = make_response(queries.mail(reading(), mail_id).html)
    response.headers["Content-Security-Policy"] = LETTER_POLICY
    return response


@bp.get("/<uuid:mail_id>/invite.ics")
@demonstration_signed_in
def calendar(mail_id: UUID) -> Response:
    """The calendar file that travels with the mail."""
    content = queries.mail(reading(), mail_id).calendar
    if content is None:
        raise NotFoundError
    headers = {"Content-Disposition": "attachment; filename=invite.ics"}
    return Response(content, mimetype="text/calendar", headers=headers)
