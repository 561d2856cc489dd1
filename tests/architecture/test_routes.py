"""Every address says who may call it and types its parameters; reading never writes."""

import ast
import inspect
import re
import textwrap

import pytest
from flask import Flask

from exchange.web.routes import all_routes

SIGNING_IN = {
    "/guest",  # a code of one meeting instead of an account
    "/guest/meeting",
    "/password/forgotten",
    "/policy-reports",  # a browser sends it, without a token
    "/password/reset/<token>",
    "/sign-in/enrol",
    "/sign-in/oidc",
    "/unsubscribe/<token>",  # RFC 8058: a mail program sends it, without a session
    "/sign-in/passkey",
    "/sign-in/second-factor",
}
FREE_TEXT = {"token", "secret", "path"}  # values that are looked up as they are


def test_every_route_says_who_may_call_it(standing_app: Flask) -> None:
    assert [view.path for view in all_routes(standing_app) if view.access == "not declared"] == []


def test_only_sign_in_and_reading_are_public(standing_app: Flask) -> None:
    """A POST without an account exists for signing in and accepting an invitation only."""
    found = {view.path for view in all_routes(standing_app) if view.access == "public" and "POST" in view.methods}
    assert found <= {"/sign-in", "/invitation/<token>", "/settings/appearance", *SIGNING_IN}


def test_parameters_are_typed(standing_app: Flask) -> None:
    loose = {
        f"{view.path}: {name}"
        for view in all_routes(standing_app)
        for name, converter in view.parameters.items()
        if converter == "UnicodeConverter" and name not in {*FREE_TEXT, "slug", "concept_id", "lang", "code", "a", "b"}
    }
    assert loose == set()


def test_addresses_are_kebab_case(standing_app: Flask) -> None:
    bad = [view.path for view in all_routes(standing_app) if re.search(r"[A-Z_]", re.sub(r"<[^>]+>", "", view.path))]
    assert bad == []


def test_views_are_short(standing_app: Flask) -> None:
    """Parse, call, answer: at most fifteen statements' lines, the docstring aside."""
    long = {}
    for endpoint, view in standing_app.view_functions.items():
        if endpoint == "static":
            continue
        lines = _body_lines(view)
        if lines > 15:
            long[endpoint] = lines
    assert long == {}


def test_get_never_opens_a_writing_transaction(standing_app: Flask) -> None:
    for view in all_routes(standing_app):
        if "POST" in view.methods:
            continue
        source = inspect.getsource(inspect.unwrap(standing_app.view_functions[view.endpoint]))
        assert "transaction()" not in source, view.path


def _body_lines(view: object) -> int:
    tree = ast.parse(textwrap.dedent(inspect.getsource(inspect.unwrap(view))))  # type: ignore[arg-type]
    function = tree.body[0]
    if not isinstance(function, ast.FunctionDef):
        pytest.fail(f"{view} is not a function")
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
