"""The calendar feed at a secret address, and the page on which a person makes or ends it."""

from datetime import UTC
from hashlib import sha256
from typing import TYPE_CHECKING

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from exchange.kernel.catalogues import tongue
from exchange.kernel.errors import NotFoundError
from exchange.kernel.messages import N_
from exchange.kernel.settings import Settings
from exchange.meetings import service
from exchange.meetings.models import MeetingState
from exchange.meetings.queries.feed import Feed, FeedEntry, feed_of, has_feed
from exchange.web.access import public, signed_in
from exchange.web.actor import current_actor
from exchange.web.db import reading, transaction

if TYPE_CHECKING:
    from icalendar import Event

bp = Blueprint("calendar", __name__, url_prefix="/calendar")
PRODUCT = "-//Ministry Exchange//Calendar//EN"
REFRESH = "PT1H"
_STATUS = {
    MeetingState.TENTATIVE: "TENTATIVE",
    MeetingState.CONFIRMED: "CONFIRMED",
    MeetingState.CANCELLED: "CANCELLED",
}


@bp.get("/<token>.ics")
@public
def feed(token: str) -> Response:
    """The person's meetings; an unknown, ended or closed address is like one that never was."""
    found = feed_of(reading(), secret_hash=service.hash_of(token), now=current_app.config["CLOCK"]())
    if found is None:
        raise NotFoundError
    content = _written(found)
    response = Response(content, content_type="text/calendar; charset=utf-8")
    response.set_etag(sha256(content).hexdigest()[:32])
    return response.make_conditional(request)  # type: ignore[return-value]  # werkzeug gives back the same object


def _written(found: Feed) -> bytes:
    """PUBLISH without attendees (RFC 5546 3.2.1): a feed invites nobody. The stamp is the entry's own, not now."""
    from icalendar import Calendar  # noqa: PLC0415 - a tenth of a second that no other page needs

    calendar = Calendar()
    for name, value in (
        ("VERSION", "2.0"),
        ("PRODID", PRODUCT),
        ("METHOD", "PUBLISH"),
        ("X-PUBLISHED-TTL", REFRESH),
    ):
        calendar.add(name, value)
    for entry in found.entries:
        calendar.add_component(_event(entry, found))
    content: bytes = calendar.to_ical()
    return content


def _event(entry: FeedEntry, found: Feed) -> "Event":
    from icalendar import Event, vUri  # noqa: PLC0415 - as above

    settings: Settings = current_app.config["EXCHANGE"]
    event = Event()
    event.add("UID", entry.uid)
    event.add("SEQUENCE", entry.sequence)
    event.add("DTSTAMP", entry.stamped_at.astimezone(UTC))
    event.add("DTSTART", entry.starts_at.astimezone(UTC))
    event.add("DTEND", entry.ends_at.astimezone(UTC))
    event.add("STATUS", _STATUS[entry.state])
    plain = tongue(found.language).gettext(N_("Meeting"))
    event.add("SUMMARY", plain if found.busy_only else " ".join(entry.title.split()) or plain)
    event.add("CLASS", "PRIVATE")
    if not found.busy_only:
        event.add("URL", vUri(f"{settings.public_url.rstrip('/')}/meetings/{entry.request_id}"))
    return event


@bp.get("/")
@signed_in
def form() -> str:
    """Whether there is an address now."""
    return render_template("meetings/feed.html", has=has_feed(reading(), current_actor()), address="")


@bp.post("/")
@signed_in
def make() -> str | BaseResponse:
    """A new address, shown once; with `act=end`, none any more."""
    now, actor = current_app.config["CLOCK"](), current_actor()
    if request.form.get("act") == "end":
        with transaction() as session:
            service.end_feed(session, actor=actor, now=now)
        flash(_("The address answers no more."), "success")
        return redirect(url_for("calendar.form"), code=303)
    with transaction() as session:
        secret = service.make_feed(session, actor=actor, busy_only=request.form.get("busy") == "yes", now=now)
    settings: Settings = current_app.config["EXCHANGE"]
    return render_template("meetings/feed.html", has=True, address=f"{settings.public_url}/calendar/{secret}.ics")
