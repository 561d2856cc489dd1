"""What a person hears of, how soon, and in which hours."""

from datetime import datetime, time

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from exchange.kernel.errors import InvalidError
from exchange.notifications import queries, service
from exchange.notifications.kinds import Kind, parts_of
from exchange.notifications.models import Pace
from exchange.web.access import signed_in
from exchange.web.actor import current_actor
from exchange.web.db import reading, transaction
from exchange.web.errors import said
from exchange.web.reader import current_reader
from exchange.web.values import whole_number

bp = Blueprint("notice_choices", __name__, url_prefix="/settings/notifications")
UNPROCESSABLE = 422


@bp.get("")
@signed_in
def show() -> str:
    """Every kind of notice with its pace, and the hours of mails."""
    return _page({})


@bp.post("")
@signed_in
def save() -> Response | tuple[str, int]:
    """Keep the choices."""
    try:
        with transaction() as session:
            _save(session, current_app.config["CLOCK"]())
    except InvalidError as error:
        return _page({name: said(message) for name, message in error.fields.items()}), UNPROCESSABLE
    flash(_("Your choice is saved."))
    return redirect(url_for(".show"), code=303)


@bp.post("/address")
@signed_in
def try_address_again() -> Response:
    """Let mails go out to the person's address again."""
    with transaction() as session:
        service.try_again(session, actor=current_actor())
    flash(_("The next mail goes out to your address again."))
    return redirect(url_for(".show"), code=303)


def _save(session: Session, now: datetime) -> None:
    actor = current_actor()
    for kind in (one for kinds in parts_of(current_app).values() for one in kinds if not one.is_fixed):
        pace = request.form.get(f"pace-{kind.key}", "")
        if pace in kind.paces:
            service.choose(session, actor=actor, topic=f"kind:{kind.key}", pace=Pace(pace), now=now)
    service.choose_hours(
        session,
        actor=actor,
        quiet_from=_time(request.form.get("quiet_from", "")),
        quiet_to=_time(request.form.get("quiet_to", "")),
        digest_hour=whole_number(request.form.get("digest_hour", ""), queries.USUAL_DIGEST_HOUR),
    )


def _time(text: str) -> time | None:
    try:
        return time.fromisoformat(text) if text else None
    except ValueError:
        return None


def _page(faults: dict[str, str]) -> str:
    chosen = queries.chosen(reading(), actor=current_actor())
    parts = parts_of(current_app)
    rows = {
        heading: [(kind, _pace(kind, chosen)) for kind in kinds if not kind.is_fixed]
        for heading, kinds in parts.items()
    }
    return render_template(
        "notifications/choices.html",
        parts=[(heading, kinds) for heading, kinds in rows.items() if kinds],
        always=[kind for kinds in parts.values() for kind in kinds if kind.is_fixed],
        chosen=chosen,
        faults=faults,
        place=current_reader().place,
    )


def _pace(kind: Kind, chosen: queries.Chosen) -> Pace:
    return chosen.paces.get(f"kind:{kind.key}", kind.pace)
