"""Addresses from patterns are those that Flask would put together."""

from enum import StrEnum
from typing import Any
from uuid import UUID

import flask
import pytest
from flask import Flask
from werkzeug.routing import Rule, UUIDConverter

from exchange.web.addresses import url_for


class _Word(StrEnum):
    ONE = "one-word"


A, B = UUID("01a22ce8-6a73-77c0-8224-d8828d35deda"), UUID("01a22ce8-6a72-7169-a7a9-1e4c1b7c42bb")
CASES: list[tuple[str, dict[str, Any]]] = [
    ("practices.show", {"slug": "az-dost"}),
    ("practices.show", {"slug": "az-dost", "lang": "az"}),
    ("practices.show", {"lang": "az", "slug": "az-dost", "page": 2}),
    ("practices.show", {"slug": _Word.ONE, "_anchor": "discussion"}),
    ("practices.show", {"slug": "az-dost", "_anchor": "c-" + str(A), "page": None, "thread": B}),
    ("practices.show", {"slug": "az-dost", "_anchor": "ə b"}),
    ("practices.show", {"slug": "az-dost", "_anchor": None}),
    ("practices.show", {"slug": "az-dost", "_external": True}),
    ("practices.show", {"slug": "ə/ü ?&#%", "q": "a b&c=d"}),
    ("practices.show", {"slug": "..", "q": None}),
    ("practices.show", {"slug": "a", "t": ["x", "y"], "is": True, "n": -1}),
    ("search.page", {"q": "100%", "theme": "_t", "page": 0}),
    ("static", {"filename": "exchange.css", "v": "0a1b"}),
    ("static", {"filename": "icons/mark-0-mark.svg"}),
    ("static", {"filename": "mark-1-mark", "v": "mark-0-mark"}),
]


@pytest.mark.parametrize(("endpoint", "values"), CASES)
def test_the_same_as_flasks_twice(app: Flask, endpoint: str, values: dict[str, Any]) -> None:
    with app.test_request_context("/"):
        if endpoint not in app.view_functions:
            pytest.fail(f"{endpoint} is no page")
        assert [url_for(endpoint, **values)] * 2 == [flask.url_for(endpoint, **values), url_for(endpoint, **values)]


def test_every_address_of_the_product(app: Flask) -> None:
    """With values that its rule takes, and one more for the query."""
    with app.test_request_context("/"):
        for rule in app.url_map.iter_rules():
            values: dict[str, Any] = {name: _taken(rule, name) for name in rule.arguments} | {"then": "x"}
            assert url_for(rule.endpoint, **values) == flask.url_for(rule.endpoint, **values)


def _taken(rule: Rule, name: str) -> Any:
    """A value for this place of the rule: the first that the converter takes."""
    converter = rule._converters[name]  # noqa: SLF001 - nothing public says it
    for value in ("a-slug", A, 7, *sorted(getattr(converter, "items", ()))):
        try:
            converter.to_url(value)
        except (ValueError, TypeError, AttributeError):
            continue
        if not isinstance(converter, UUIDConverter) or value is A:
            return value
    pytest.fail(f"no value for {name} of {rule}")


def test_two_ids_keep_their_places(app: Flask) -> None:
    with app.test_request_context("/"):
        both: list[dict[str, Any]] = [{"slug": "x", "first": A, "second": B}, {"slug": "x", "first": B, "second": A}]
        for values in both:
            assert url_for("practices.show", **values) == flask.url_for("practices.show", **values)


def test_under_a_prefix_of_a_proxy(app: Flask) -> None:
    with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": "/under"}):
        assert url_for("practices.show", slug="a") == "/under/practices/a"
