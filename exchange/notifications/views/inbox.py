"""A person's notifications: the list, opening one, marking what was seen."""

from uuid import UUID

from flask import Blueprint, current_app, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from exchange.notifications import queries, service
from exchange.notifications.guards import guards_of
from exchange.web.access import signed_in
from exchange.web.actor import current_actor
from exchange.web.db import reading, transaction
from exchange.web.idle import asked_by_page
from exchange.web.security import LETTER_POLICY, POLICY, csp_nonce
from exchange.web.values import page_number

bp = Blueprint("notifications", __name__)


@bp.get("/notifications")
@signed_in
def show() -> str:
    """What concerns this person, newest first."""
    number = page_number()
    page = queries.inbox(reading(), actor=current_actor(), guards=guards_of(current_app), number=number)
    return render_template("notifications/inbox.html", page=page)


@bp.get("/notifications/unread")
@signed_in
@asked_by_page
def unread() -> str:
    """The bell with its number: a part of every page, asked for once a minute."""
    return render_template("layout/bell.html")


@bp.get("/notifications/mail/<uuid:mail_id>")
@signed_in
def mail(mail_id: UUID) -> Response:
    """A mail as a page, for the person who got it."""
    one = queries.own_mail(reading(), actor=current_actor(), guards=guards_of(current_app), mail_id=mail_id)
    response = make_response(render_template("notifications/mail.html", mail=one))
    response.headers["Content-Security-Policy"] = POLICY.format(nonce=csp_nonce()) + "; frame-src 'self'"
    return response


@bp.get("/notifications/mail/<uuid:mail_id>/letter")
@signed_in
def letter(mail_id: UUID) -> Response:
    """The HTML alone, for the frame of the page above."""
    one = queries.own_mail(reading(), actor=current_actor(), guards=guards_of(current_app), mail_id=mail_id)
    response = make_response(one.html)
    response.headers["Content-Security-Policy"] = LETTER_POLICY
    return response


@bp.post("/notifications/<uuid:notice_id>/open")
@signed_in
def open_one(notice_id: UUID) -> Response:
    """Note that it was read, then show the page that it is about."""
    with transaction() as session:
        actor, guards = current_actor(), guards_of(current_app)
        notice = queries.notice(session, actor=actor, guards=guards, notice_id=notice_id)
        service.mark_read(session, actor=actor, notice_id=notice_id, now=current_app.config["CLOCK"]())
    return redirect(notice.path, code=303)


@bp.post("/notifications/read")
@signed_in
def mark_all_read() -> Response:
    """Note that everything that waits was seen."""
    with transaction() as session:
        actor, guards = current_actor(), guards_of(current_app)
        unread = queries.unread_ids(session, actor=actor, guards=guards)
        service.mark_all_read(session, actor=actor, notice_ids=unread, now=current_app.config["CLOCK"]())
    return redirect(url_for(".show"), code=303)
