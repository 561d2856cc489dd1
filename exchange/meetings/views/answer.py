"""Answer: accept, offer other times, decline, withdraw, cancel."""

from uuid import UUID

from flask import current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from exchange.kernel.errors import ConflictError, InvalidError
from exchange.meetings import service
from exchange.meetings.forms import AcceptForm, OfferForm, ReasonForm
from exchange.meetings.states import Command, RequestState
from exchange.meetings.views import bp
from exchange.meetings.views.picker import only_looks
from exchange.meetings.views.shown import Late, back_to, changed_page, page_of, shown
from exchange.web.access import signed_in
from exchange.web.actor import current_actor
from exchange.web.db import transaction
from exchange.web.errors import said
from exchange.web.forms import add_faults
from exchange.web.reader import current_reader

UNPROCESSABLE = 422
Answer = Response | tuple[str, int]


@bp.post("/<uuid:request_id>/accept")
@signed_in
def accept(request_id: UUID) -> Answer:
    """Agree on one time."""
    form = AcceptForm()
    try:
        with transaction() as session:
            outcome = _accept(session, form, request_id)
    except ConflictError as error:
        return changed_page(request_id, Late(error))
    if page_of(request_id).meeting is not None and page_of(request_id).state is RequestState.SCHEDULED:
        return back_to(request_id, _("Accepted. Every participant gets the new time."))
    if outcome.result is service.Result.ALREADY_AGREED:
        return back_to(request_id, _("Already agreed: someone accepted the same time before you. Nothing more to do."))
    return back_to(request_id, _("Accepted. Both delegations get a calendar entry when the room is bound."))


def _accept(session: Session, form: AcceptForm, request_id: UUID) -> service.Outcome:
    if request.form.get("change") == "yes":
        return service.accept_time(
            session,
            actor=current_actor(),
            request_id=request_id,
            slot_id=_slot(form),
            proposal_no=form.proposal.data or 0,
            version=form.seen_version,
            key=form.key.data or "",
            now=current_app.config["CLOCK"](),
        )
    return service.accept(
        session,
        actor=current_actor(),
        request_id=request_id,
        slot_id=_slot(form),
        proposal_no=form.proposal.data or 0,
        expected_version=form.seen_version,
        key=form.key.data or "",
        now=current_app.config["CLOCK"](),
    )


def _slot(form: AcceptForm) -> UUID:
    try:
        return UUID(form.slot.data or "")
    except ValueError:
        return UUID(int=0)  # no time has it: the service answers as for one that is gone


@bp.post("/<uuid:request_id>/counter")
@signed_in
def counter(request_id: UUID) -> Answer:
    """Offer other times."""
    form = OfferForm()
    form.slots.place = current_reader().place
    is_valid = form.validate_on_submit()
    if only_looks() or not is_valid:
        return shown(request_id, form=form), UNPROCESSABLE
    try:
        with transaction() as session:
            _counter(session, form, request_id)
    except InvalidError as error:
        add_faults(form, error)
        return shown(request_id, form=form), UNPROCESSABLE
    except ConflictError as error:
        return changed_page(request_id, Late(error, _typed(form)), form)
    return back_to(request_id, _("Your times were sent. The other side answers next."))


def _counter(session: Session, form: OfferForm, request_id: UUID) -> None:
    reader = current_reader()
    offer = service.Offer(form.slots.starts, reader.place.zone, form.note.data or "", reader.language.value)
    service.counter(
        session,
        actor=current_actor(),
        request_id=request_id,
        offer=offer,
        expected_version=form.seen_version,
        key=form.key.data or "",
        now=current_app.config["CLOCK"](),
    )


def _typed(form: OfferForm) -> tuple[str, ...]:
    return (form.note.data or "", *(text.replace("T", " ") for text in form.slots.rows if text))


_CLOSERS = {
    Command.DECLINE: service.decline,
    Command.SEND_BACK: service.send_back,
    Command.WITHDRAW: service.withdraw,
    Command.CANCEL: service.cancel,
}


@bp.get("/<uuid:request_id>/<any(decline, withdraw, cancel, send_back):act>")
@signed_in
def close_form(request_id: UUID, act: str) -> str | Response:
    """Ask for the reason; where it cannot be done any more, back to the page."""
    page = page_of(request_id)
    if Command(act) not in page.commands:
        return redirect(url_for("meetings.show", request_id=request_id), code=303)
    form = ReasonForm(formdata=None)
    form.look_again(page.version)
    return _reason_page(request_id, act, form)


@bp.post("/<uuid:request_id>/<any(decline, withdraw, cancel, send_back):act>")
@signed_in
def close(request_id: UUID, act: str) -> Answer:
    """Decline, withdraw or cancel."""
    form = ReasonForm()
    if not form.validate_on_submit():
        return _reason_page(request_id, act, form), UNPROCESSABLE
    try:
        with transaction() as session:
            _close(session, Command(act), form, request_id)
    except InvalidError as error:
        add_faults(form, error)
        return _reason_page(request_id, act, form), UNPROCESSABLE
    except ConflictError as error:
        return _reason_changed(request_id, act, form, error)
    return back_to(request_id, _DONE[Command(act)]())


def _close(session: Session, command: Command, form: ReasonForm, request_id: UUID) -> None:
    language = {} if command is Command.SEND_BACK else {"language": current_reader().language.value}
    _CLOSERS[command](
        session,
        actor=current_actor(),
        request_id=request_id,
        reason=form.reason.data or "",
        expected_version=form.seen_version,
        key=form.key.data or "",
        now=current_app.config["CLOCK"](),
        **language,
    )


def _reason_page(request_id: UUID, act: str, form: ReasonForm, changed: str = "") -> str:
    return render_template("meetings/close.html", page=page_of(request_id), act=act, form=form, changed=changed)


def _reason_changed(request_id: UUID, act: str, form: ReasonForm, error: ConflictError) -> tuple[str, int]:
    """What was typed stays on a page that still can be sent; where it cannot, the page says what happened."""
    page = page_of(request_id)
    if Command(act) not in page.commands:
        return changed_page(request_id, Late(error, (form.reason.data or "",)))
    form.look_again(page.version)
    return _reason_page(request_id, act, form, said(error.message)), 409


_DONE = {
    Command.SEND_BACK: lambda: _("Sent back. The person who wrote the request reads your reason."),
    Command.DECLINE: lambda: _("Declined. The other side reads your reason."),
    Command.WITHDRAW: lambda: _("The request was taken back."),
    Command.CANCEL: lambda: _("Cancelled. Everyone is told, calendars too."),
}
