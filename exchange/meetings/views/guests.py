"""A side names its guests and interpreters, and says how its head is addressed."""

from uuid import UUID

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from exchange.kernel.errors import ConflictError, InvalidError, NotFoundError
from exchange.kernel.languages import Language
from exchange.meetings import service
from exchange.meetings.forms.guests import GuestChangeForm, GuestForm, ProtocolForm
from exchange.meetings.models import Level, PartRole, pairs_of
from exchange.meetings.queries.guests import company_of, protocol_of
from exchange.meetings.queries.page import RequestPage, readable
from exchange.meetings.states import Command
from exchange.meetings.views import bp
from exchange.meetings.views.shown import Late, back_to, changed_page, order_of, page_of
from exchange.web.access import signed_in
from exchange.web.actor import current_actor
from exchange.web.db import reading, transaction
from exchange.web.forms import add_faults

UNPROCESSABLE = 422
Answer = Response | tuple[str, int]
_ROLES = (PartRole.GUEST, PartRole.INTERPRETER)


@bp.get("/<uuid:request_id>/guests")
@signed_in
def guests_form(request_id: UUID) -> str | Response:
    """The guests of the own side, and the form for one more."""
    page = page_of(request_id)
    if not _may(page):
        return redirect(url_for("meetings.show", request_id=request_id), code=303)
    return _guests_page(page, _look(page, GuestForm(formdata=None)))


@bp.post("/<uuid:request_id>/guests")
@signed_in
def name_guest(request_id: UUID) -> Answer:
    """Name one; the code is said once."""
    page, form = page_of(request_id), GuestForm()
    _put_words(page, form)
    if not form.validate_on_submit():
        return _guests_page(page, form), UNPROCESSABLE
    order = order_of(form, request_id) | {"version": form.seen_version}
    try:
        with transaction() as session:
            _outcome, code = service.name_guest(session, draft=form.draft(), **order)
    except InvalidError as error:
        add_faults(form, error)
        return _guests_page(page, form), UNPROCESSABLE
    except ConflictError as error:
        return changed_page(request_id, Late(error, (form.name.data or "", form.organisation.data or "")))
    return _to_guests(request_id, form.name.data or "", code)


@bp.post("/<uuid:request_id>/guests/change")
@signed_in
def change_guest(request_id: UUID) -> Response:
    """Give another code, or shut the door."""
    form = GuestChangeForm()
    order = {"actor": current_actor(), "request_id": request_id, "now": current_app.config["CLOCK"]()}
    order["guest_id"] = _id(form.guest.data or "")
    with transaction() as session:
        if form.act.data == "revoke":
            service.revoke_guest(session, **order)
            flash(_("The code opens nothing any more."), "success")
            return redirect(url_for("meetings.guests_form", request_id=request_id), code=303)
        code = service.renew_code(session, **order)
    return _to_guests(request_id, "", code)


def _to_guests(request_id: UUID, name: str, code: str) -> Response:
    """Say the code once: it is kept nowhere, so nobody can say it again."""
    words = _("Code: %(code)s. Write it down now and hand it on: it is shown only once.", code=code)
    flash(f"{name}. {words}" if name and code else words if code else _("This guest was named already."), "success")
    return redirect(url_for("meetings.guests_form", request_id=request_id), code=303)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFoundError from None


def _may(page: RequestPage) -> bool:
    return Command.UPDATE in page.commands and page.meeting is not None and page.meeting.my_own is not None


def _look(page: RequestPage, form: GuestForm) -> GuestForm:
    _put_words(page, form)
    form.look_again(page.version)
    return form


def _put_words(page: RequestPage, form: GuestForm) -> None:
    names = {language.value: language.own_name for language in Language}
    pairs = [(pair, " – ".join(names[code] for code in pair.split("-"))) for pair in pairs_of(page.languages)]
    form.put_words([(role.value, _(role.label)) for role in _ROLES], pairs)


def _guests_page(page: RequestPage, form: GuestForm) -> str:
    if page.meeting is None or page.meeting.my_own is None:
        raise NotFoundError
    request = readable(reading(), actor=current_actor(), request_id=page.id)
    company = company_of(reading(), request=request, sides=page.sides)
    own = company.guests_of(page.meeting.my_own)
    return render_template("meetings/guests.html", page=page, form=form, guests=own, hints=company.hints)


@bp.get("/<uuid:request_id>/protocol")
@signed_in
def protocol_form(request_id: UUID) -> str | Response:
    """What is said about the own head."""
    page = page_of(request_id)
    if not _may(page) or page.meeting is None or page.meeting.my_own is None:
        return redirect(url_for("meetings.show", request_id=request_id), code=303)
    said = protocol_of(reading(), page.id, page.meeting.my_own.ministry.id)
    form = ProtocolForm(formdata=None, data=dict(said.address) if said else {})
    form.rank.data = said.head_rank.value if said and said.head_rank else ""
    form.look_again(page.version)
    return _protocol_page(page, form)


@bp.post("/<uuid:request_id>/protocol")
@signed_in
def set_protocol(request_id: UUID) -> Answer:
    """Keep it."""
    page, form = page_of(request_id), ProtocolForm()
    order = order_of(form, request_id) | {"version": form.seen_version}
    try:
        with transaction() as session:
            service.set_protocol(session, rank=form.chosen_rank, address=form.address(), **order)
    except InvalidError as error:
        add_faults(form, error)
        return _protocol_page(page, form), UNPROCESSABLE
    except ConflictError as error:
        return changed_page(request_id, Late(error, tuple(form.address().values())))
    return back_to(request_id, _("Kept. Both sides read it on this page."))


def _protocol_page(page: RequestPage, form: ProtocolForm) -> str:
    form.put_ranks([("", _("Not said")), *((level.value, _(level.label)) for level in Level)])
    return render_template("meetings/protocol.html", page=page, form=form)
