"""From the application's own routes and a ministry's hidden names: every address that a stranger could type."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from flask import Flask

from exchange.web.routes import RouteView, all_routes
from tests.trust.probing.practices import WORD
from tests.trust.probing.world import Hidden
from tests.trust.table import EVERY_MAIL_IS_SHOWN, FIXED, FORMS, MEETING, NAMED_IN_THE_QUERY, NAMELESS, ROOM
from tests.trust.world import HIDDEN_FILE

OF_THE_OPERATOR = {"person_id", "concept_id"}  # who runs the platform may know of these
PLAIN: Mapping[str, str] = {}
AS_PART: Mapping[str, str] = {"HX-Request": "true", "Accept-Language": "tr"}
_ABSENT_ID = "01900000-0000-7000-8000-00000000dead"
_QUERY = f"?q={WORD}&show=all&sort=newest"


@dataclass(frozen=True)
class Probe:
    """One request for something hidden, and the same for something that is nowhere (empty: the mark alone counts)."""

    method: str
    hidden: str
    missing: str
    words: tuple[str, str]
    access: str
    form: dict[str, Any] = field(default_factory=dict)
    missing_form: dict[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


def probes_of(app: Flask, hidden: Hidden, *, runs_platform: bool) -> Iterator[Probe]:
    """Every address with every hidden name; what is readable and has hidden parts; pages without names."""
    for route in all_routes(app):
        if route.path in NAMED_IN_THE_QUERY:
            yield from _by_query(route, hidden)
        elif route.path in NAMELESS or route.path.startswith(EVERY_MAIL_IS_SHOWN):
            yield from _looked_through(route, route.path + _QUERY)
        else:
            yield from _by_path(route, hidden, runs_platform=runs_platform)
            yield from _readable_with_hidden_parts(route, hidden)


def _by_path(route: RouteView, hidden: Hidden, *, runs_platform: bool) -> Iterator[Probe]:
    key = next(name for name in route.parameters if name not in FIXED)
    names = [] if runs_platform and key in OF_THE_OPERATOR else hidden.names.get(key, [])
    for path in _with_choices(route, hidden):
        for name in names:
            yield from _asked(route, path, key, name)


def _asked(route: RouteView, path: str, key: str, name: str) -> Iterator[Probe]:
    absent = _absent(key)
    asked, missing = (re.sub(rf"<[^>]*\b{key}>", word, path) for word in (name, absent))
    form = FORMS.get(route.path, MEETING | ROOM if route.path.startswith("/meetings") else {})
    for method in route.methods:
        for sent, headers in ((form, PLAIN), ({}, AS_PART)):
            yield Probe(method, asked, missing, (name, absent), route.access, sent, sent, headers)


def _with_choices(route: RouteView, hidden: Hidden) -> Iterator[str]:
    path = route.path.replace("<b>", hidden.partner.slug)
    fixed = [part for part in route.parameters if part in FIXED]
    for choices in product(*(FIXED[part] for part in fixed)):
        filled = path
        for part, choice in zip(fixed, choices, strict=True):
            filled = re.sub(rf"<[^>]*\b{part}>", choice, filled)
        yield filled


def _by_query(route: RouteView, hidden: Hidden) -> Iterator[Probe]:
    key, absent = NAMED_IN_THE_QUERY[route.path], _absent("slug")
    form = FORMS.get(route.path, {})
    for slug in hidden.names["slug"]:
        asked, missing = f"{route.path}?{key}={slug}", f"{route.path}?{key}={absent}"
        for method in route.methods:
            forms = form | {key: slug}, form | {key: absent}
            yield Probe(method, asked, missing, (slug, absent), route.access, *forms)


def _readable_with_hidden_parts(route: RouteView, hidden: Hidden) -> Iterator[Probe]:
    """The open practice: its draft text and its file answer like absent; every page of it is looked through."""
    if "slug" not in route.parameters or not route.path.startswith("/practices/"):
        return
    path = route.path.replace("<slug>", hidden.open.slug)
    path = path.replace("<lang>", "en").replace("<any(bib, ris, json):ending>", "bib")
    if "file_id" in route.parameters:
        yield from _inner(route, path.replace("<uuid:file_id>", "{}"), HIDDEN_FILE, _ABSENT_ID)
    elif "number" in route.parameters:
        yield from _inner(route, path.replace("<int:number>", "{}"), "2", "9")
        yield from _looked_through(route, path.replace("<int:number>", "1"))
    else:
        yield from _looked_through(route, path)


def _inner(route: RouteView, path: str, name: str, absent: str) -> Iterator[Probe]:
    words = (path.format(name), path.format(absent))
    for method in route.methods:
        yield Probe(method, *words, words, route.access)


def _looked_through(route: RouteView, path: str) -> Iterator[Probe]:
    if "GET" in route.methods and not re.search(r"<", path):
        for headers in (PLAIN, AS_PART):
            yield Probe("GET", path, "", ("", ""), route.access, headers=headers)


def _absent(key: str) -> str:
    if key == "permanent":
        return "987654"
    return _ABSENT_ID if key.endswith("_id") else f"nowhere-{key}-zqx"
