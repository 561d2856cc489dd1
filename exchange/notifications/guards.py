"""Where capabilities register who may know of their things; asked before anything is shown or sent."""

from flask import Flask

from exchange.notifications.policies import Guards, Known

_GUARDS = "exchange.guards"


def register_guard(app: Flask, kind: str, known: Known) -> None:
    """Let `known(actor, ids)` answer for guards of the form "kind:<id>": a query for those ids that the actor may know.

    All kinds are asked in one query, however long a list of notices is.
    """
    guards_of(app).add(kind, known)


def guards_of(app: Flask) -> Guards:
    """The questions of this application."""
    guards: Guards = app.extensions.setdefault(_GUARDS, Guards())
    return guards
