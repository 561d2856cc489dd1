"""Look once an hour for questions whose promised day has passed."""

from flask import current_app

from exchange.questions import service
from exchange.web.db import transaction


def remind() -> None:
    """Tell each post once."""
    with transaction() as session:
        service.remind(session, now=current_app.config["CLOCK"]())
