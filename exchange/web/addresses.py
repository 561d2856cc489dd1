"""Addresses of our own pages from patterns that are made once: a page names thirty-five of them."""

import re
from functools import lru_cache
from typing import Any
from uuid import UUID

import flask
from werkzeug.routing import BuildError

_SAFE = re.compile(r"[A-Za-z0-9_-]+")  # stands in an address as it is; what people type mostly does not
_MARKS: dict[type, Any] = {str: "mark-0-mark", int: 7_418_529_630, UUID: UUID(int=0x1D5C_0FFE_E000 << 64)}
_OF_FLASK = frozenset({"_external", "_method", "_scheme"})  # `_anchor` is a place like the others
Kinds = tuple[tuple[str, type], ...]


def url_for(endpoint: str, **values: Any) -> str:
    """`flask.url_for`; where only plain values are put in, from the pattern of the address."""
    kinds = tuple((name, _kind(value)) for name, value in values.items())
    if flask.has_request_context() and not flask.request.script_root:
        pattern = _pattern(flask.current_app.name, endpoint, kinds)
        if pattern is not None:
            return pattern % values
    return flask.url_for(endpoint, **values)


def _kind(value: object) -> type:
    """What the value may be put in as; `object` for nothing. None is left out of an address, as in Flask."""
    if value is None:
        return type(None)
    if isinstance(value, str):
        return str if _SAFE.fullmatch(value) else object
    is_plain = type(value) is UUID or (type(value) is int and value >= 0)
    return type(value) if is_plain else object


@lru_cache(maxsize=1_000)
def _pattern(_app: str, endpoint: str, kinds: Kinds) -> str | None:
    """The address with a place for each value; None where it cannot be made from plain values alone."""
    if endpoint.startswith(".") or any(kind is object or name in _OF_FLASK for name, kind in kinds):
        return None
    made = {name: _mark(kind, number) for number, (name, kind) in enumerate(kinds) if kind is not type(None)}
    try:
        pattern = flask.url_for(endpoint, **made).replace("%", "%%")
    except (BuildError, ValueError):  # a converter takes some values only
        return None
    for name, mark in made.items():
        if pattern.count(str(mark)) != 1:
            return None
        pattern = pattern.replace(str(mark), f"%({name})s")
    return pattern


def _mark(kind: type, number: int) -> Any:
    """A value that stands nowhere in an address by chance, another one for each place."""
    mark = _MARKS[kind]
    if kind is str:
        return str(mark).replace("0", str(number))
    return mark + number if kind is int else UUID(int=mark.int + number)
