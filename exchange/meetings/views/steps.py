"""Steps that need no more than a key on the page; moving the beginning; what happened when the time was over."""

from collections.abc import Callable
from uuid import UUID

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from exchange.kernel.errors import ConflictError
from exchange.meetings import service
from exchange.meetings.forms import CourseForm, MoveForm, StepForm
from exchange.meetings.queries.page import RequestPage
from exchange.meetings.states import Command
from exchange.meetings.views import bp
from exchange.meetings.views.shown import Late, acted, back_to, changed_page, order_of, page_of
from exchange.web.access import signed_in
from exchange.web.db import transaction

UNPROCESSABLE = 422
Answer = Response | tuple[str, int]

_STEPS: dict[Command, Callable[..., service.Outcome]] = {
    Command.REQUEST: service.send_draft,
    Command.CLEAR: service.clear,
    Command.ACKNOWLEDGE: service.acknowledge,
    Command.KEEP_TIME: service.keep_time,
    Command.END: service.end,
}
_DONE = {
    Command.REQUEST: lambda: _("Sent. You will be told as soon as there is an answer."),
    Command.CLEAR: lambda: _("Cleared. The request was sent to the other ministry."),
    Command.ACKNOWLEDGE: lambda: _("The other side knows that your ministry is looking into it."),
    Command.KEEP_TIME: lambda: _("The agreed time stands. Both sides are told."),
    Command.END: lambda: _("The meeting is over. The note-takers are asked for minutes."),
}


@bp.post("/<uuid:request_id>/<any(request, clear, acknowledge, keep_time, end):step>")
@signed_in
def step(request_id: UUID, step: str) -> Answer:
    """Take the step, or say what changed meanwhile."""
    form, command = StepForm(), Command(step)
    order = order_of(form, request_id)
    return acted(
        request_id, lambda session: _STEPS[command](session, version=form.seen_version, **order), _DONE[command]()
    )


@bp.post("/<uuid:request_id>/follow-up")
@signed_in
def follow_up(request_id: UUID) -> Answer:
    """Begin the next talk of the two ministries."""
    order = order_of(StepForm(), request_id)
    try:
        with transaction() as session:
            outcome = service.follow_up(session, **order)
    except ConflictError as error:
        return changed_page(request_id, Late(error))
    return back_to(outcome.request_id, _("A draft for the next talk. Offer times and send it."))


@bp.post("/<uuid:request_id>/move")
@signed_in
def move(request_id: UUID) -> Answer:
    """Move the beginning by a quarter or half an hour."""
    form = MoveForm()
    order = order_of(form, request_id) | {"minutes": form.minutes.data or 0, "version": form.seen_version}
    said = _("Moved. Everyone gets the new time in the same calendar entry.")
    return acted(request_id, lambda session: service.move_by(session, **order), said)


@bp.get("/<uuid:request_id>/course")
@signed_in
def course_form(request_id: UUID) -> str | Response:
    """Ask what happened; where that is not a question (any more), back to the page."""
    page = page_of(request_id)
    if page.meeting is None or not page.meeting.course_is_open:
        return redirect(url_for("meetings.show", request_id=request_id), code=303)
    form = CourseForm(formdata=None)
    form.look_again(page.version)
    return _course_page(page, form)


@bp.post("/<uuid:request_id>/course")
@signed_in
def course(request_id: UUID) -> Answer:
    """Note that they met, or that they did not."""
    form, page = CourseForm(), page_of(request_id)
    _put_words(page, form)
    if not form.validate_on_submit():
        return _course_page(page, form), UNPROCESSABLE
    order = order_of(form, request_id) | {"version": form.seen_version} | _absent(form)
    note = service.note_held if form.course.data == "held" else service.note_not_held
    return acted(request_id, lambda session: note(session, **order), _("Noted. Both sides are told."))


def _absent(form: CourseForm) -> dict[str, UUID | None]:
    if form.course.data == "held":
        return {}
    return {"absent": UUID(form.course.data) if form.course.data != "nobody" else None}


def _course_page(page: RequestPage, form: CourseForm) -> str:
    _put_words(page, form)
    return render_template("meetings/course.html", page=page, form=form)


def _put_words(page: RequestPage, form: CourseForm) -> None:
    absent = [
        (str(side.ministry.id), _("It did not take place: nobody came from %(country)s", country=side.country))
        for side in page.sides.both
    ]
    form.put_choices([("held", _("It took place")), *absent, ("nobody", _("It did not take place: nobody came"))])
