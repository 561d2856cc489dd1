"""The blueprint that the views of questions hang their routes on."""

from flask import Blueprint

bp = Blueprint("questions", __name__, url_prefix="/questions")
UNPROCESSABLE, CONFLICT = 422, 409
LONGEST_KEY = 64
