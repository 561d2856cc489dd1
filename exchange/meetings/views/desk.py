"""How the own ministry's desk handles its meetings."""

from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from exchange.kernel.errors import NotFoundError
from exchange.meetings import policies, service
from exchange.meetings.queries.desk import clears_requests
from exchange.meetings.views import bp
from exchange.web.access import signed_in
from exchange.web.actor import current_actor
from exchange.web.db import reading, transaction


@bp.get("/desk")
@signed_in
def desk_form() -> str:
    """The choices of the own ministry; for its organizers."""
    return render_template("meetings/desk.html", clears=clears_requests(reading(), _own()))


@bp.post("/desk")
@signed_in
def set_desk() -> Response:
    """Keep the choices."""
    ministry_id, clears = _own(), request.form.get("clears") == "yes"
    now = current_app.config["CLOCK"]()
    with transaction() as session:
        service.set_desk(session, actor=current_actor(), ministry_id=ministry_id, clears_requests=clears, now=now)
    flash(_("Saved. It applies from the next meeting request."), "success")
    return redirect(url_for("meetings.desk_form"), code=303)


def _own() -> UUID:
    actor = current_actor()
    if actor.ministry_id is None or not policies.keeps_desk(actor, actor.ministry_id):
        raise NotFoundError
    return actor.ministry_id
