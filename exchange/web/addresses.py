"""Addresses of our own pages, each put together once: a page names thirty-five of them."""

from functools import lru_cache
from typing import Any
from uuid import UUID

import flask

_LONGEST = 100  # characters of a value; what people type is not kept
_PLAIN = (int, UUID)  # True would be taken for 1


def url_for(endpoint: str, **values: Any) -> str:
    """`flask.url_for`, from memory where nothing but endpoint and values decides."""
    is_plain = not endpoint.startswith(".") and flask.has_request_context() and not flask.request.script_root
    if is_plain and all(_is_kept(name, value) for name, value in values.items()):
        return _built(flask.current_app.name, endpoint, tuple(values.items()))
    return flask.url_for(endpoint, **values)


def _is_kept(name: str, value: object) -> bool:
    is_short = isinstance(value, str) and len(value) <= _LONGEST
    return (is_short or value is None or type(value) in _PLAIN) and not name.startswith("_")


@lru_cache(maxsize=2_000)
def _built(_app: str, endpoint: str, values: tuple[tuple[str, Any], ...]) -> str:
    return flask.url_for(endpoint, **dict(values))
