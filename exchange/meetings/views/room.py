"""The room: bind it, and enter it."""

from collections.abc import Sequence
from urllib.parse import urlsplit
from uuid import UUID

from flask import current_app, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from exchange.kernel.errors import ConflictError, InvalidError, UnavailableError
from exchange.kernel.messages import N_
from exchange.kernel.settings import Settings
from exchange.meetings import service
from exchange.meetings.forms import RoomForm, ScheduleForm
from exchange.meetings.models import RoomKind
from exchange.meetings.queries.joining import join_page
from exchange.meetings.queries.organizing import colleagues
from exchange.meetings.queries.page import readable
from exchange.meetings.queries.rooms import rooms_for
from exchange.meetings.rooms.configured import first_of, rooms_of
from exchange.meetings.states import Command
from exchange.meetings.views import bp
from exchange.meetings.views.shown import CONFLICT, Late, back_to, changed_page, page_of, title_of
from exchange.web.access import signed_in
from exchange.web.actor import current_actor
from exchange.web.db import reading, transaction
from exchange.web.errors import said
from exchange.web.forms import add_faults
from exchange.web.reader import current_reader
from exchange.web.security import POLICY, csp_nonce

UNPROCESSABLE = 422
Answer = Response | tuple[str, int]


@bp.get("/<uuid:request_id>/schedule")
@signed_in
def schedule_form(request_id: UUID) -> str | Response:
    """The link, the title, the people; where it cannot be done any more, back to the page."""
    page = page_of(request_id)
    if Command.SCHEDULE not in page.commands:
        return redirect(url_for("meetings.show", request_id=request_id), code=303)
    form = ScheduleForm(formdata=None)
    form.look_again(page.version)
    form.title.data = title_of(page)
    form.kind.data = _kinds(request_id)[0].value
    return _schedule_page(request_id, form)


@bp.post("/<uuid:request_id>/schedule")
@signed_in
def schedule(request_id: UUID) -> Answer:
    """Add the room and invite."""
    form = ScheduleForm()
    _put_people(form, request_id)
    if not form.validate_on_submit():
        return _schedule_page(request_id, form), UNPROCESSABLE
    try:
        draft = _draft(form, request_id)
        with transaction() as session:
            _schedule(session, form, request_id, draft)
    except InvalidError as error:
        add_faults(form, error)
        return _schedule_page(request_id, form), UNPROCESSABLE
    except ConflictError as error:
        return _schedule_changed(request_id, form, error)
    return back_to(request_id, _("Scheduled. Every participant gets a calendar entry."))


def _draft(form: ScheduleForm, request_id: UUID) -> service.RoomDraft:
    return service.RoomDraft(
        title=form.title.data or "",
        link=form.link.data or "",
        passcode=form.passcode.data or "",
        people=tuple(UUID(person) for person in form.people.data or ()),
        language=_title_language(request_id, form.title.data or ""),
        kind=RoomKind(form.kind.data),
        fallback=form.fallback.data or "",
    )


def _schedule(session: Session, form: ScheduleForm, request_id: UUID, draft: service.RoomDraft) -> None:
    settings: Settings = current_app.config["EXCHANGE"]
    service.schedule(
        session,
        actor=current_actor(),
        request_id=request_id,
        draft=draft,
        allowed_hosts=settings.allowed_room_hosts,
        kinds=rooms_of(settings).keys(),
        expected_version=form.seen_version,
        key=form.key.data or "",
        now=current_app.config["CLOCK"](),
    )


def _title_language(request_id: UUID, title: str) -> str:
    """A title that was left as proposed keeps its language; a new one is in the organizer's."""
    page, reader = page_of(request_id), current_reader()
    return page.subject.language if title == page.subject.title else reader.language.value


def _put_people(form: ScheduleForm, request_id: UUID) -> None:
    actor, language = current_actor(), current_reader().language.value
    meeting = readable(reading(), actor=actor, request_id=request_id)
    form.put_people(colleagues(reading(), actor=actor, request=meeting, language=language))
    put_kinds(form, _kinds(request_id))


def _kinds(request_id: UUID) -> list[RoomKind]:
    """What the organizer may bind, the installation's own choice first."""
    settings: Settings = current_app.config["EXCHANGE"]
    meeting = readable(reading(), actor=current_actor(), request_id=request_id)
    return first_of(rooms_for(reading(), meeting.ministry_ids, rooms_of(settings)), settings)


def put_kinds(form: RoomForm, kinds: Sequence[RoomKind]) -> None:
    """The rooms in words."""
    form.put_kinds([(kind.value, _(kind.label)) for kind in kinds])


def _schedule_page(request_id: UUID, form: ScheduleForm, changed: str = "") -> str:
    _put_people(form, request_id)
    settings: Settings = current_app.config["EXCHANGE"]
    page = page_of(request_id)
    return render_template(
        "meetings/schedule.html", page=page, form=form, changed=changed, hosts=settings.allowed_room_hosts
    )


def _schedule_changed(request_id: UUID, form: ScheduleForm, error: ConflictError) -> tuple[str, int]:
    page = page_of(request_id)
    if Command.SCHEDULE not in page.commands:
        typed = (form.title.data or "", form.link.data or "")
        return changed_page(request_id, Late(error, typed))
    form.look_again(page.version)
    return _schedule_page(request_id, form, said(error.message)), CONFLICT


@bp.get("/<uuid:request_id>/join")
@signed_in
def door(request_id: UUID) -> Response:
    """Whether the door is open, and the key to it."""
    now, reader = current_app.config["CLOCK"](), current_reader()
    language = reader.language.value
    page = join_page(reading(), actor=current_actor(), request_id=request_id, language=language, now=now)
    response = make_response(render_template("meetings/join.html", page=page, place=reader.place))
    if page.is_open:
        response.headers["Content-Security-Policy"] = open_policy()
    return response


def open_policy() -> str:
    """The page's policy while the door is open.

    Browsers hold every hop of a form's redirect to form-action, and meeting services redirect among their hosts.
    """
    own = urlsplit(current_app.config["EXCHANGE"].rooms_bbb_url)
    plain = f" http://{own.netloc}" if own.scheme == "http" else ""  # a server of the own network
    return POLICY.format(nonce=csp_nonce()).replace("form-action 'self'", f"form-action 'self' https:{plain}")


@bp.post("/<uuid:request_id>/join")
@signed_in
def join(request_id: UUID) -> Response:
    """Note who enters and send them to the room; too early or too late, back to the door."""
    try:
        with transaction() as session:
            now = current_app.config["CLOCK"]()
            second = request.form.get("way") == "second"
            room = service.join(session, actor=current_actor(), request_id=request_id, now=now, second=second)
    except ConflictError:
        return redirect(url_for("meetings.door", request_id=request_id), code=303)
    response = redirect(address_of(room), code=303)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def address_of(room: service.Room) -> str:
    """The pasted link, or what the provider gives for this participant now."""
    if room.seat is None:
        return room.link
    provider = rooms_of(current_app.config["EXCHANGE"]).get(room.kind)
    if provider is None:
        raise UnavailableError(
            N_("The videoconference does not answer. Try again, or ask the organizer for another way.")
        )
    return provider.enter(room.seat)
