"""The way of a guest without an account: a code that opens once, the door of one meeting, and nothing else."""

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request, url_for
from flask import session as browser
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from exchange.accounts.service.signing_in import Pause, count_attempt, forget_attempts
from exchange.accounts.views.pauses import pause_text
from exchange.kernel.errors import ConflictError, NotFoundError
from exchange.meetings import service
from exchange.meetings.forms.guests import CodeForm
from exchange.meetings.models import Guest, Meeting
from exchange.meetings.queries.guests import GuestDoor, guest_door
from exchange.meetings.queries.joining import server_of
from exchange.meetings.rooms.configured import servers_of
from exchange.meetings.views.check import connection_page
from exchange.meetings.views.room import address_of, open_policy
from exchange.web.access import public
from exchange.web.db import reading, transaction
from exchange.web.reader import current_reader

bp = Blueprint("guests", __name__, url_prefix="/guest")
VISIT = "guest"  # in the signed cookie of the browser: a random number, of which only the hash is kept here
UNPROCESSABLE = 422


@bp.get("")
@public
def code_form() -> str | Response:
    """Ask for the code; who has used one goes to the door."""
    if VISIT in browser:
        return redirect(url_for("guests.door"), code=303)
    return render_template("meetings/guest_code.html", form=CodeForm(formdata=None))


@bp.post("")
@public
def use_code() -> Response | tuple[str, int]:
    """Let the browser in, once for each code."""
    form = CodeForm()
    fault = _let_in(form.code.data or "") if form.validate_on_submit() else ""
    if fault:
        form.code.errors = [*form.code.errors, fault]
    if form.errors or fault:
        return render_template("meetings/guest_code.html", form=form), UNPROCESSABLE
    return redirect(url_for("guests.door"), code=303)


def _let_in(code: str) -> str:
    """Empty when the code opened; else why not. Attempts are counted by the first group of the code.

    Not by the address of the network: behind a proxy it is everybody's, and one stranger would shut the door for all.
    """
    now, key = current_app.config["CLOCK"](), service.key_of_attempts(code)
    with transaction() as session:
        pause = count_attempt(session, key, now)
    if isinstance(pause, Pause):
        return pause_text(pause)
    try:
        with transaction() as session:
            browser[VISIT] = service.use_code(session, code=code, now=now)
            forget_attempts(session, key)
    except NotFoundError:
        return str(_("This code opens nothing. A code works once: ask whoever gave it to you for another one."))
    return ""


@bp.get("/meeting")
@public
def door() -> Response:
    """Whether the door is open, and the key to it."""
    page = _page()
    response = make_response(render_template("meetings/guest.html", page=page, place=page.side.place))
    if page.is_open:
        response.headers["Content-Security-Policy"] = open_policy()
    return response


@bp.post("/meeting")
@public
def join() -> Response:
    """Send the guest to the room; too early or too late, back to the door. With `act=leave`, forget this browser."""
    if request.form.get("act") == "leave":
        browser.pop(VISIT, None)
        flash(_("This browser has forgotten the meeting."), "success")
        return redirect(url_for("guests.code_form"), code=303)
    try:
        with transaction() as session:
            room = service.join_as_guest(session, visit=browser.get(VISIT, ""), now=current_app.config["CLOCK"]())
    except ConflictError:
        return redirect(url_for("guests.door"), code=303)
    response = redirect(address_of(room), code=303)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@bp.get("/meeting/check")
@public
def check() -> Response:
    """Whether the guest's browser, camera, network and clock will do."""
    meeting = reading().get_one(Meeting, _guest().request_id)
    servers = servers_of(current_app.config["EXCHANGE"])
    return connection_page(server_of(meeting, servers), url_for("guests.door"))


def _page() -> GuestDoor:
    now, language = current_app.config["CLOCK"](), current_reader().language.value
    return guest_door(reading(), guest=_guest(), language=language, now=now)


def _guest() -> Guest:
    try:
        return service.find_guest(reading(), visit=browser.get(VISIT, ""), now=current_app.config["CLOCK"]())
    except NotFoundError:
        browser.pop(VISIT, None)  # so that another code can be typed
        raise
