"""The one blueprint of the shared words."""

from datetime import datetime

from flask import Blueprint, current_app

bp = Blueprint("vocabulary", __name__)


def now() -> datetime:
    """The current instant by the clock that the application was given."""
    instant: datetime = current_app.config["CLOCK"]()
    return instant
