"""Pages of help that belong to no capability."""

from flask import Blueprint, render_template

from exchange.web.access import public

bp = Blueprint("help", __name__)


@bp.get("/help/components")
@public
def components() -> str:
    """Every component in each of its states: for builders, and the target of the accessibility test."""
    return render_template("help/components.html")
