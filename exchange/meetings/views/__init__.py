"""The pages of meetings, and what meetings put into pages of others."""

from flask import Blueprint

bp = Blueprint("meetings", __name__, url_prefix="/meetings")
