"""The blueprint that the views of alerts hang their routes on."""

from flask import Blueprint

bp = Blueprint("alerts", __name__)
UNPROCESSABLE = 422
