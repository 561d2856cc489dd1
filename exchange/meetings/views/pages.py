"""Pages that only show: my meetings, one meeting, its calendar file."""

from uuid import UUID

from flask import Response, current_app, render_template

from exchange.kernel.errors import NotFoundError
from exchange.meetings import policies
from exchange.meetings.mail.invited import own_calendar_part
from exchange.meetings.queries.lists import overview
from exchange.meetings.views import bp
from exchange.meetings.views.office import current_office
from exchange.meetings.views.shown import shown
from exchange.web.access import signed_in
from exchange.web.actor import current_actor
from exchange.web.db import reading
from exchange.web.reader import current_reader


@bp.get("/")
@signed_in
def index() -> str:
    """What waits, what comes, what was."""
    reader, now = current_reader(), current_app.config["CLOCK"]()
    mine = overview(reading(), actor=current_actor(), language=reader.language.value, now=now)
    actor = current_actor()
    keeps = actor.ministry_id is not None and policies.keeps_desk(actor, actor.ministry_id)
    return render_template("meetings/index.html", mine=mine, place=reader.place, now=now, keeps_desk=keeps)


@bp.get("/<uuid:request_id>")
@signed_in
def show(request_id: UUID) -> str:
    """One request or meeting."""
    return shown(request_id)


@bp.get("/<uuid:request_id>/invitation.ics")
@signed_in
def invitation(request_id: UUID) -> Response:
    """The calendar file of a scheduled meeting, for its participants."""
    part = own_calendar_part(reading(), actor=current_actor(), request_id=request_id, office=current_office())
    if part is None:
        raise NotFoundError
    response = Response(part.content, content_type=f"text/calendar; charset=utf-8; method={part.method}")
    response.headers["Content-Disposition"] = 'attachment; filename="meeting.ics"'
    return response
