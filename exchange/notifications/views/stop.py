"""Hear no more of a kind by mail, with one click in the mail, signed in or not (RFC 8058)."""

from uuid import UUID

from flask import Blueprint, current_app, render_template
from sqlalchemy.orm import Session

from exchange.kernel.errors import NotFoundError
from exchange.kernel.settings import secret_key
from exchange.notifications import service
from exchange.notifications.kinds import kinds_of
from exchange.notifications.message import mail_of_token
from exchange.notifications.models import Mail
from exchange.notifications.service.choosing import stoppable_in
from exchange.web.access import public
from exchange.web.db import reading, transaction

bp = Blueprint("stop_mails", __name__)


@bp.get("/unsubscribe/<token>")
@public
def ask(token: str) -> str:
    """What the click would end; programs that only look at links change nothing."""
    return _page(reading(), _mail(reading(), token), token, is_done=False)


@bp.post("/unsubscribe/<token>")
@public
def stop(token: str) -> str:
    """End it; a second time changes nothing."""
    with transaction() as session:
        mail = _mail(session, token)
        kinds, now = kinds_of(current_app), current_app.config["CLOCK"]()
        service.stop_mails_like(session, mail=mail, kinds=kinds, now=now)
    return _page(reading(), mail, token, is_done=True)


def _mail(session: Session, token: str) -> Mail:
    identifier: UUID | None = mail_of_token(secret_key(current_app.config["EXCHANGE"]), token)
    mail = session.get(Mail, identifier) if identifier else None
    if mail is None:
        raise NotFoundError
    return mail


def _page(session: Session, mail: Mail, token: str, *, is_done: bool) -> str:
    labels = [kind.label for kind in stoppable_in(session, mail, kinds_of(current_app))]
    if not labels:
        raise NotFoundError
    return render_template("notifications/stop.html", labels=labels, token=token, is_done=is_done)
