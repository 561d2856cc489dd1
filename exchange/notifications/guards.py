"""Where capabilities register who may know of their things; asked before anything is shown or sent."""

from flask import Flask

from exchange.notifications.policies import Check, CheckMany, Guards

_GUARDS = "exchange.guards"


def register_guard(app: Flask, kind: str, check: Check, check_many: CheckMany | None = None) -> None:
    """Let `check(session, actor, id)` answer for guards of the form "kind:<id>".

    Args:
        check_many: the same for many ids by one query, giving back those allowed; lists of notices ask it.
    """
    guards_of(app).add(kind, check, check_many)


def guards_of(app: Flask) -> Guards:
    """The questions of this application."""
    guards: Guards = app.extensions.setdefault(_GUARDS, Guards())
    return guards
