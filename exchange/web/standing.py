"""Pages that stand on their own: how it works, accessibility, privacy, whom to tell about a weakness."""

from datetime import UTC, timedelta

from flask import Blueprint, Flask, Response, current_app, render_template

from exchange.kernel.messages import N_
from exchange.web.access import public
from exchange.web.same import same_for_visitors
from exchange.web.shell import NavItem, add_footer, add_nav

bp = Blueprint("standing", __name__)
_SECURITY_LASTS = timedelta(days=180)  # RFC 9116 advises less than a year


def init_standing(app: Flask) -> None:
    """Register the pages and their entry in a visitor's navigation."""
    app.register_blueprint(bp)
    add_nav(app, NavItem("help", N_("How it works"), "standing.help_start", signed_in=False, order=90))
    add_footer(app, N_("Accessibility"), "standing.accessibility")
    add_footer(app, N_("Privacy and records"), "standing.privacy")
    add_footer(app, N_("How it works"), "standing.help_start")


@bp.get("/help/")
@public
@same_for_visitors
def help_start() -> str:
    """What each role does here, and how a ministry joins."""
    return _page("help")


@bp.get("/accessibility")
@public
@same_for_visitors
def accessibility() -> str:
    """What is accessible, what is not yet, whom to tell."""
    return _page("accessibility")


@bp.get("/privacy")
@public
@same_for_visitors
def privacy() -> str:
    """What is kept about people, for how long, who sees it."""
    return _page("privacy")


@bp.get("/.well-known/security.txt")
@public
def security_txt() -> Response:
    """Whom to tell about a weakness (RFC 9116)."""
    settings = current_app.config["EXCHANGE"]
    expires = (current_app.config["CLOCK"]() + _SECURITY_LASTS).astimezone(UTC)
    lines = (
        f"Contact: mailto:{settings.mail_from}",
        f"Expires: {expires:%Y-%m-%dT00:00:00Z}",
        f"Preferred-Languages: {', '.join(settings.language_codes)}",
        f"Canonical: {settings.public_url.rstrip('/')}/.well-known/security.txt",
    )
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


def _page(name: str) -> str:
    return render_template(f"standing/{name}.html", contact=current_app.config["EXCHANGE"].mail_from)
