"""What was typed, as the application reads it: without the one character that no database and no page can keep."""

from collections.abc import Iterable
from typing import Any

from flask import Flask, Request
from werkzeug.datastructures import ImmutableMultiDict

_NULL = "\0"  # PostgreSQL refuses it in a text; a keyboard does not make it


class Values(ImmutableMultiDict[str, str]):
    """Form fields and query parameters."""

    def __init__(self, mapping: Any = None) -> None:
        super().__init__(_clean(mapping) if isinstance(mapping, Iterable) else mapping)


class CleanRequest(Request):
    """A request whose texts can be stored."""

    parameter_storage_class = Values


def init_values(app: Flask) -> None:
    """Let every request of the application be read so."""
    app.request_class = CleanRequest


def _clean(mapping: Any) -> Any:
    pairs = mapping.items(multi=True) if hasattr(mapping, "getlist") else mapping
    if hasattr(pairs, "items"):
        return pairs
    return [(name, value.replace(_NULL, "") if isinstance(value, str) else value) for name, value in pairs]
