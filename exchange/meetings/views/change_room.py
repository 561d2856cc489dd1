"""Another link behind the same address, before or during a meeting."""

from uuid import UUID

from flask import current_app, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from exchange.kernel.errors import ConflictError, InvalidError
from exchange.kernel.settings import Settings
from exchange.meetings import service
from exchange.meetings.forms import RoomForm
from exchange.meetings.models import RoomKind
from exchange.meetings.rooms.configured import rooms_of
from exchange.meetings.states import Command
from exchange.meetings.views import bp
from exchange.meetings.views.room import put_kinds
from exchange.meetings.views.shown import Late, back_to, changed_page, page_of
from exchange.web.access import signed_in
from exchange.web.actor import current_actor
from exchange.web.db import transaction
from exchange.web.forms import add_faults

UNPROCESSABLE = 422


@bp.get("/<uuid:request_id>/room")
@signed_in
def room_form(request_id: UUID) -> str | Response:
    """A new link and passcode; the old ones are not shown."""
    page = page_of(request_id)
    if Command.CHANGE_ROOM not in page.commands:
        return redirect(url_for("meetings.show", request_id=request_id), code=303)
    form = RoomForm(formdata=None)
    form.look_again(page.version)
    form.kind.data = RoomKind.PASTED.value
    return _page(request_id, form)


@bp.post("/<uuid:request_id>/room")
@signed_in
def change_room(request_id: UUID) -> Response | tuple[str, int]:
    """Put the new link in place."""
    form = RoomForm()
    _put_kinds(form)
    if not form.validate_on_submit():
        return _page(request_id, form), UNPROCESSABLE
    try:
        with transaction() as session:
            _change(session, form, request_id)
    except InvalidError as error:
        add_faults(form, error)
        return _page(request_id, form), UNPROCESSABLE
    except ConflictError as error:
        return changed_page(request_id, Late(error, (form.link.data or "",)))
    return back_to(request_id, _("The room was changed. Everyone joins by the same address as before."))


def _change(session: Session, form: RoomForm, request_id: UUID) -> None:
    settings: Settings = current_app.config["EXCHANGE"]
    service.change_room(
        session,
        actor=current_actor(),
        request_id=request_id,
        link=form.link.data or "",
        passcode=form.passcode.data or "",
        fallback=form.fallback.data or "",
        kind=RoomKind(form.kind.data),
        kinds=rooms_of(settings).keys(),
        allowed_hosts=settings.allowed_room_hosts,
        expected_version=form.seen_version,
        key=form.key.data or "",
        now=current_app.config["CLOCK"](),
    )


def _put_kinds(form: RoomForm) -> None:
    put_kinds(form, [RoomKind.PASTED, *rooms_of(current_app.config["EXCHANGE"])])


def _page(request_id: UUID, form: RoomForm) -> str:
    _put_kinds(form)
    settings: Settings = current_app.config["EXCHANGE"]
    return render_template("meetings/room.html", page=page_of(request_id), form=form, hosts=settings.allowed_room_hosts)
