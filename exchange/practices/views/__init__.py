"""The pages of practices and the search page."""

from flask import Blueprint

from exchange.practices.views import (
    circulation,
    completing,
    documents,
    edit,
    outputs,
    preview,
    review,
    search,
    show,
    similar,
    translate,
)
from exchange.practices.views.blueprint import bp, search_bp
from exchange.practices.views.tasks import desk_tasks

blueprints: tuple[Blueprint, ...] = (bp, search_bp)

__all__ = [
    "blueprints",
    "circulation",
    "completing",
    "desk_tasks",
    "documents",
    "edit",
    "outputs",
    "preview",
    "review",
    "search",
    "show",
    "similar",
    "translate",
]
