"""The actor of the request. Accounts says how a session becomes an actor; everything else only asks."""

from collections.abc import Callable

from flask import Flask, current_app, g, has_request_context

from exchange.kernel.actor import Actor

_LOADER = "exchange.actor_loader"


def set_actor_loader(app: Flask, loader: Callable[[], Actor]) -> None:
    """Name the function that reads the actor from the session."""
    app.extensions[_LOADER] = loader


def current_actor() -> Actor:
    """Who asks; nobody outside a request. Read once per request."""
    try:
        actor: Actor = g.actor  # asked forty times a page
    except (AttributeError, RuntimeError):
        return _load()
    return actor


def _load() -> Actor:
    if not has_request_context():
        return Actor.nobody()
    loader: Callable[[], Actor] = current_app.extensions.get(_LOADER, Actor.nobody)
    g.actor = found = loader()
    return found


def forget_actor() -> None:
    """Read the actor again: after signing in or out within one request."""
    g.pop("actor", None)
