"""Save a search from the results page, change its pace, remove it."""

from uuid import UUID

from flask import current_app, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from exchange.alerts import service
from exchange.alerts.views.blueprint import bp
from exchange.notifications.models import Pace
from exchange.practices.views.asked import Asked, asked_from
from exchange.web.access import signed_in
from exchange.web.actor import current_actor
from exchange.web.db import transaction


@bp.post("/searches")
@signed_in
def save() -> Response:
    """Keep the words and filters of the form."""
    asked, pace = asked_from(request.form), request.form.get("pace", "")
    with transaction() as session:
        service.save_search(
            session,
            actor=current_actor(),
            wanted=_wanted(asked),
            pace=Pace(pace) if pace in set(Pace) else Pace.DAILY,
            now=current_app.config["CLOCK"](),
        )
    flash(_("The search is saved. You hear of what is new once a day; choose another pace here."))
    return redirect(url_for(".index", _anchor="searches"), code=303)


@bp.post("/searches/<uuid:search_id>/remove")
@signed_in
def remove(search_id: UUID) -> Response:
    """Forget it."""
    with transaction() as session:
        service.remove_search(session, actor=current_actor(), search_id=search_id)
    flash(_("The saved search is removed."))
    return redirect(url_for(".index"), code=303)


def _wanted(asked: Asked) -> service.Wanted:
    return service.Wanted(asked.words, {str(name): list(values) for name, values in asked.filters.items()})
