"""The blueprint that the views of a discussion hang their routes on."""

from flask import Blueprint

bp = Blueprint("discussion", __name__)
