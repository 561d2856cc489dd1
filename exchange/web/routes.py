"""Every address of the application, for people and for the tests that look for holes."""

import json
from dataclasses import asdict, dataclass

from flask import Flask

from exchange.web.access import access_of


@dataclass(frozen=True)
class RouteView:
    """One address."""

    path: str
    methods: tuple[str, ...]
    endpoint: str
    parameters: dict[str, str]  # name → converter
    access: str


def all_routes(app: Flask) -> list[RouteView]:
    """Every route but the static files, by path."""
    views = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        access = access_of(app.view_functions[rule.endpoint])
        converters = {name: type(converter).__name__ for name, converter in rule._converters.items()}  # noqa: SLF001 - werkzeug has no public way
        methods = tuple(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        views.append(
            RouteView(rule.rule, methods, rule.endpoint, converters, access.value if access else "not declared")
        )
    return sorted(views, key=lambda view: (view.path, view.methods))


def routes_as_json(app: Flask) -> str:
    """The list for programs."""
    return json.dumps([asdict(view) for view in all_routes(app)], indent=2)


def routes_as_text(app: Flask) -> str:
    """The list for people."""
    rows = [(",".join(view.methods), view.path, view.access) for view in all_routes(app)]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
