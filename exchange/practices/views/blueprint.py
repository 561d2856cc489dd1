"""Where the pages of practices and of search hang."""

from flask import Blueprint

bp = Blueprint("practices", __name__, url_prefix="/practices")
search_bp = Blueprint("search", __name__)
