"""The blueprint that the views of the ledger hang their routes on."""

from flask import Blueprint

bp = Blueprint("adoptions", __name__)
