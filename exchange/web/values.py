"""What was typed, as the application reads it: no character or number that a database or XML refuses (ASVS 1.4.2)."""

from collections.abc import Iterable
from typing import Any

from flask import Flask, Request, request
from werkzeug import routing
from werkzeug.datastructures import ImmutableMultiDict

from exchange.kernel.signs import with_pictures

LARGEST = 2**31 - 1  # an INTEGER of PostgreSQL; SQLite's are larger, Python's have no end
_MOST_DIGITS = len(str(LARGEST))
_LAST_PAGE = 100_000  # times the longest page is still a number that a database takes


class Values(ImmutableMultiDict[str, str]):
    """Form fields and query parameters."""

    def __init__(self, mapping: Any = None) -> None:
        super().__init__(_clean(mapping) if isinstance(mapping, Iterable) else mapping)


class CleanRequest(Request):
    """A request whose texts can be stored."""

    parameter_storage_class = Values


class IntegerConverter(routing.IntegerConverter):
    """A number in an address, up to the largest that a database takes."""

    def __init__(self, of: routing.Map) -> None:
        super().__init__(of, max=LARGEST)


def whole_number(typed: str, otherwise: int) -> int:
    """The number from 0 to `LARGEST` that was typed; `otherwise` for anything else."""
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= _MOST_DIGITS):
        return otherwise
    return int(typed) if int(typed) <= LARGEST else otherwise


def page_number() -> int:
    """Which page of a list the address asks for; the first when it says none, or nonsense."""
    return min(max(whole_number(request.args.get("page", ""), 1), 1), _LAST_PAGE)


def init_values(app: Flask) -> None:
    """Let every request of the application be read so; an address with a number beyond the largest leads nowhere."""
    app.request_class = CleanRequest
    app.url_map.converters["int"] = IntegerConverter


def _clean(mapping: Any) -> Any:
    pairs = mapping.items(multi=True) if hasattr(mapping, "getlist") else mapping
    if hasattr(pairs, "items"):
        return pairs
    return [(name, with_pictures(value) if isinstance(value, str) else value) for name, value in pairs]
