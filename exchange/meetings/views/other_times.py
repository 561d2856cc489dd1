"""Other times for what is already scheduled, or new ones for a request that expired."""

from uuid import UUID

from flask import current_app, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from exchange.kernel.errors import ConflictError, InvalidError
from exchange.meetings import service
from exchange.meetings.forms import OfferForm
from exchange.meetings.forms.local_times import typed_text
from exchange.meetings.queries.page import RequestPage
from exchange.meetings.queries.sides import with_calendars
from exchange.meetings.states import Command
from exchange.meetings.views import bp
from exchange.meetings.views.picker import grid_for, only_looks
from exchange.meetings.views.shown import Late, back_to, changed_page, page_of
from exchange.web.access import signed_in
from exchange.web.actor import current_actor
from exchange.web.db import reading, transaction
from exchange.web.forms import add_faults
from exchange.web.reader import current_reader

UNPROCESSABLE = 422


@bp.get("/<uuid:request_id>/time")
@signed_in
def time_form(request_id: UUID) -> str | Response:
    """Offer times; where that cannot be done any more, back to the page."""
    page = page_of(request_id)
    if not page.commands & {Command.PROPOSE_TIME, Command.REOPEN}:
        return redirect(url_for("meetings.show", request_id=request_id), code=303)
    form = OfferForm(formdata=None)
    form.look_again(page.version)
    form.slots.data = _suggested(page)
    return _page(page, form)


@bp.post("/<uuid:request_id>/time")
@signed_in
def propose_time(request_id: UUID) -> Response | tuple[str, int]:
    """Send the times to the other side."""
    form, page = OfferForm(), page_of(request_id)
    form.slots.place = current_reader().place
    is_valid = form.validate_on_submit()
    if only_looks() or not is_valid:
        return _page(page, form), UNPROCESSABLE
    try:
        with transaction() as session:
            _offer(session, form, page)
    except InvalidError as error:
        add_faults(form, error)
        return _page(page, form), UNPROCESSABLE
    except ConflictError as error:
        return changed_page(request_id, Late(error, tuple(form.slots.data or ())))
    return back_to(request_id, _("Your times were sent. The other side answers next."))


def _suggested(page: RequestPage) -> list[str]:
    """What the own people suggested by mail, on the reader's clock."""
    times = [one.starts_at for one in page.meeting.words.suggestions] if page.meeting else []
    return [typed_text(instant, current_reader().place) for instant in times[: service.MOST_SLOTS]]


def _offer(session: Session, form: OfferForm, page: RequestPage) -> None:
    reader = current_reader()
    write = service.reopen if Command.REOPEN in page.commands else service.propose_time
    write(
        session,
        actor=current_actor(),
        request_id=page.id,
        offer=service.Offer(form.slots.starts, reader.place.zone, form.note.data or "", reader.language.value),
        version=form.seen_version,
        key=form.key.data or "",
        now=current_app.config["CLOCK"](),
    )


def _page(page: RequestPage, form: OfferForm) -> str:
    form.slots.place = current_reader().place
    sides = with_calendars(reading(), page.sides)
    grid = grid_for(form.slots, sides, page.minutes, request_id=page.id)
    return render_template("meetings/time.html", page=page, form=form, grid=grid, place=current_reader().place)
