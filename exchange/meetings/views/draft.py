"""Change a draft before it is sent."""

from uuid import UUID

from flask import current_app, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from exchange.kernel.errors import ConflictError, InvalidError
from exchange.meetings import service
from exchange.meetings.forms import RequestForm
from exchange.meetings.forms.local_times import typed_text
from exchange.meetings.models import MeetingRequest
from exchange.meetings.queries.page import RequestPage, readable
from exchange.meetings.states import Command
from exchange.meetings.views import bp
from exchange.meetings.views.ask import cards_of_form, draft_of, minutes_of_form, put_words
from exchange.meetings.views.picker import grid_for, only_looks
from exchange.meetings.views.shown import Late, back_to, changed_page, page_of
from exchange.web.access import signed_in
from exchange.web.actor import current_actor
from exchange.web.db import reading, transaction
from exchange.web.forms import add_faults
from exchange.web.reader import current_reader

UNPROCESSABLE = 422


@bp.get("/<uuid:request_id>/draft")
@signed_in
def draft_form(request_id: UUID) -> str | Response:
    """What was written so far; once it was sent, back to the page."""
    page = page_of(request_id)
    if Command.REQUEST not in page.commands:
        return redirect(url_for("meetings.show", request_id=request_id), code=303)
    form = RequestForm(formdata=None)
    _fill(form, readable(reading(), actor=current_actor(), request_id=request_id))
    put_words(form)
    form.look_again(page.version)
    return _page(page, form)


@bp.post("/<uuid:request_id>/draft")
@signed_in
def change_draft(request_id: UUID) -> Response | tuple[str, int]:
    """Keep it as it is now."""
    form, page = RequestForm(), page_of(request_id)
    put_words(form)
    is_valid = form.validate_on_submit()
    if only_looks() or not is_valid:
        return _page(page, form), UNPROCESSABLE
    try:
        with transaction() as session:
            _change(session, form, request_id)
    except InvalidError as error:
        add_faults(form, error)
        return _page(page, form), UNPROCESSABLE
    except ConflictError as error:
        return changed_page(request_id, Late(error, (form.topic.data or "", form.purpose.data or "")))
    return back_to(request_id, _("Kept as a draft. Only your ministry sees it."))


def _change(session: Session, form: RequestForm, request_id: UUID) -> None:
    service.change_draft(
        session,
        actor=current_actor(),
        request_id=request_id,
        draft=draft_of(form),
        version=form.seen_version,
        key=form.key.data or "",
        now=current_app.config["CLOCK"](),
    )


def _fill(form: RequestForm, found: MeetingRequest) -> None:
    place = current_reader().place
    form.topic.data, form.purpose.data, form.outcome.data = found.topic, found.purpose, found.outcome
    form.languages.data, form.level.data, form.minutes.data = found.languages, found.level.value, found.minutes
    form.openness.data = found.openness.value
    form.substitute.data = str(found.substitute_id) if found.substitute_id else ""
    form.slots.data = [typed_text(slot.starts_at, place) for slot in found.current.slots]


def _page(page: RequestPage, form: RequestForm) -> str:
    cards, place = cards_of_form(form, page.sides), current_reader().place
    grid = grid_for(form.slots, page.sides, minutes_of_form(form), request_id=page.id)
    return render_template("meetings/draft_form.html", page=page, form=form, cards=cards, grid=grid, place=place)
