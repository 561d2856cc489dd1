"""The pages of practices and the search page."""

from flask import Blueprint

from exchange.practices.views import (
    attachments,
    autosave,
    circulation,
    cite,
    comparing,
    completing,
    confirm,
    documents,
    edit,
    evidence,
    files,
    keeping,
    outputs,
    pictures,
    preview,
    review,
    search,
    show,
    similar,
    taxonomy,
    translate,
)
from exchange.practices.views.blueprint import bp, search_bp
from exchange.practices.views.tasks import desk_drafts, desk_tasks

blueprints: tuple[Blueprint, ...] = (bp, search_bp)

__all__ = [
    "attachments",
    "autosave",
    "blueprints",
    "circulation",
    "cite",
    "comparing",
    "completing",
    "confirm",
    "desk_drafts",
    "desk_tasks",
    "documents",
    "edit",
    "evidence",
    "files",
    "keeping",
    "outputs",
    "pictures",
    "preview",
    "review",
    "search",
    "show",
    "similar",
    "taxonomy",
    "translate",
]
