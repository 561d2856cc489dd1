"""Whether somebody's browser, camera, network and clock will do: looked at before the meeting, on the same device."""

from urllib.parse import urlsplit
from uuid import UUID

from flask import current_app, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from exchange.meetings.queries.joining import room_server
from exchange.meetings.rooms.configured import servers_of
from exchange.meetings.views import bp
from exchange.meetings.views.browsers import browser_of
from exchange.web.access import signed_in
from exchange.web.actor import current_actor
from exchange.web.db import reading
from exchange.web.reader import current_reader
from exchange.web.security import POLICY, csp_nonce


@bp.get("/<uuid:request_id>/check")
@signed_in
def check(request_id: UUID) -> Response:
    """For participants."""
    servers = servers_of(current_app.config["EXCHANGE"])
    server = room_server(reading(), actor=current_actor(), request_id=request_id, servers=servers)
    return connection_page(server, url_for("meetings.door", request_id=request_id))


def connection_page(server: str, back: str) -> Response:
    """The list of what to look at. Its script may use the camera and call that server; no other page may.

    Args:
        server: https://meet.example; empty before a room is bound.
        back: address of the door.
    """
    response = make_response(
        render_template(
            "meetings/check.html",
            room=server,
            host=urlsplit(server).hostname or "",
            back=back,
            browser=browser_of(request.user_agent.string),
            now=current_app.config["CLOCK"](),
            place=current_reader().place,
        )
    )
    policy = POLICY.format(nonce=csp_nonce()).replace("connect-src 'self'", f"connect-src 'self' {server}".rstrip())
    response.headers["Content-Security-Policy"] = policy
    response.headers["Permissions-Policy"] = "camera=(self), geolocation=(), microphone=(self), payment=()"
    return response
