"""Components that are drawn once: the same as drawn each time, in each language, and never text taken for markup."""

from pathlib import Path

import pytest
from flask import Flask, render_template_string
from jinja2 import Environment, meta, nodes
from markupsafe import Markup

COMPONENTS = Path(__file__).parents[2] / "templates" / "components"
STEADY = sorted(file.stem for file in COMPONENTS.glob("*.html") if "{% set steady = true %}" in file.read_text())
WORDS = {"_", "gettext", "ngettext", "range", "ui"}


def said(app: Flask, source: str, language: str = "en", **values: object) -> str:
    with app.test_request_context(headers={"Accept-Language": language}):
        return render_template_string(source, **values)


@pytest.mark.parametrize("name", STEADY)
def test_a_steady_component_shows_nothing_but_its_arguments_and_words(app: Flask, name: str) -> None:
    environment: Environment = app.jinja_env
    tree = environment.parse((COMPONENTS / f"{name}.html").read_text())
    used = {
        node.attr
        for node in tree.find_all(nodes.Getattr)
        if isinstance(node.node, nodes.Name) and node.node.name == "ui"
    }
    assert meta.find_undeclared_variables(tree) <= WORDS
    assert used <= set(STEADY)
    assert not list(tree.find_all((nodes.Include, nodes.Import, nodes.FromImport)))


def test_there_are_steady_components() -> None:
    assert {"country", "evidence", "icon"} <= set(STEADY)


@pytest.mark.parametrize("first", [Markup("<b>ABC</b>"), "<b>ABC</b>"])
def test_text_is_escaped_although_the_same_markup_was_drawn(app: Flask, first: str) -> None:
    source = "{{ ui.country('AZ', one) }}{{ ui.country('AZ', other) }}"
    other = str(first) if isinstance(first, Markup) else Markup(first)  # noqa: S704 - written here
    shown = said(app, source, one=first, other=other)
    assert shown.count("<b>ABC</b>") == 1
    assert shown.count("&lt;b&gt;ABC&lt;/b&gt;") == 1


def test_each_language_has_its_own_words(app: Flask) -> None:
    source = "{{ ui.evidence(4) }}"
    assert "Proven elsewhere" in said(app, source)
    assert "Proven elsewhere" not in said(app, source, "az")
    assert "Proven elsewhere" in said(app, source)
