"""Forbidden and absent are the same answer, for every address and every kind of reader (trust.md I1, I3, I8).

Made from the application's own list of routes: an address that this table does not know fails the suite.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from exchange.accounts.models import Ministry
from exchange.kernel.ids import new_id
from exchange.kernel.translated import Translated
from exchange.web.routes import RouteView, all_routes
from tests.factories.accounts import make_ministry
from tests.trust.probe import Answer, Prober, Written
from tests.trust.table import EVERY_MAIL_IS_SHOWN, FIXED, FORMS, MEETING, NAMED_IN_THE_QUERY, NAMELESS, ROOM
from tests.trust.world import ENDED_TOKEN, World, make_world

STRANGERS = (
    "",
    "official of a third ministry",
    "publisher of a third ministry",
    "reviewer of a third ministry",
    "organizer of a third ministry",
    "administrator of a third ministry",
    "everything of a fourth ministry",
    "who runs the platform",
)
NEAR = ("official of the partner", "official of the owner", "publisher of the owner")


@dataclass(frozen=True)
class Probe:
    """One address twice: with the name of something hidden, and with a name like it that nothing has."""

    route: RouteView
    method: str
    hidden: str
    missing: str
    words: tuple[str, ...]
    form: dict[str, Any] = field(default_factory=dict)
    missing_form: dict[str, Any] = field(default_factory=dict)


def _unlike(name: str) -> str:
    return f"9{name[1:]}" if name.isdecimal() else re.sub(r"[a-z0-9]{3}$", "zqx", name)


def _names(world: World, who: str) -> dict[str, list[str]]:
    """By parameter: what this person may not know of."""
    slugs = {
        "official of the partner": [world.draft, world.internal, world.withdrawn],
        "official of the owner": [world.draft, world.withdrawn],
        "publisher of the owner": [world.draft, world.withdrawn],
    }.get(who, [world.draft, world.internal, world.named, world.withdrawn])
    far = who in STRANGERS
    colleague, runs_all = world.people["author"], who == "who runs the platform"
    return {
        "slug": [practice.slug for practice in slugs],
        "picture_id": [str(world.picture.id)],
        "comment_id": [str(world.comment.id)] if far else [],
        "entry_id": [str(world.entry.id)] if far else [],
        "need_id": [str(world.need.id)] if far else [],
        "code": ["NW"],
        "request_id": [str(meeting.id) for meeting in (world.meeting, world.unsent)[0 if far else 1 :]]
        if who != "official of the partner"
        else [],
        "commitment_id": [str(world.commitment.id)] if far else [],
        "question_id": [str(world.question.id)] if far else [],
        "adoption_id": [str(world.adoption.id)] if far else [],
        "person_id": [] if runs_all else [str(colleague.id)],
        "notice_id": [str(world.notice.id)],
        "mail_id": [str(world.mail_id)],
        "search_id": [str(world.search.id)] if who != "author" else [],
        "session_id": [str(world.session_id)],
        "passkey_id": [str(world.passkey_id)],
        "token": [ENDED_TOKEN],
        "permanent": [str(practice.number) for practice in slugs],
        "a": [world.own.slug] if far else [],
        "concept_id": [] if runs_all else ["foster_care"],
    }


def _probes(app: Flask, world: World, who: str) -> Iterator[Probe]:
    names = _names(world, who)
    for route in all_routes(app):
        if route.path in NAMELESS or route.path.startswith(EVERY_MAIL_IS_SHOWN):
            continue
        if route.path in NAMED_IN_THE_QUERY:
            yield from _by_query(route, NAMED_IN_THE_QUERY[route.path], names["slug"])
            continue
        key = next(name for name in route.parameters if name not in FIXED)
        absent = str(new_id()) if key.endswith("_id") else _unlike("".join(names[key][:1]))
        for name in names[key]:
            yield from _by_path(route, world, (key, name, absent))


def _by_path(route: RouteView, world: World, named: tuple[str, str, str]) -> Iterator[Probe]:
    key, name, absent = named
    fixed = [part for part in route.parameters if part in FIXED]
    for choices in product(*(FIXED[part] for part in fixed)):
        path = route.path.replace("<b>", world.partner.slug)
        for part, choice in zip(fixed, choices, strict=True):
            path = re.sub(rf"<[^>]*\b{part}>", choice, path)
        form = FORMS.get(route.path, MEETING | ROOM if route.path.startswith("/meetings") else {})
        for method in route.methods:
            hidden, missing = (re.sub(rf"<[^>]*\b{key}>", word, path) for word in (name, absent))
            yield Probe(route, method, hidden, missing, (name, absent), form, form)


def _by_query(route: RouteView, key: str, slugs: list[str]) -> Iterator[Probe]:
    absent = _unlike("".join(slugs[:1]))
    for slug in slugs:
        form = FORMS.get(route.path, {})
        for method in route.methods:
            hidden, missing = f"{route.path}?{key}={slug}", f"{route.path}?{key}={absent}"
            yield Probe(route, method, hidden, missing, (slug, absent), form | {key: slug}, form | {key: absent})


Absent = dict[tuple[str, str, str], Answer]  # the clock stands: what is absent is asked for once in each way


def _ask(prober: Prober, probe: Probe, absent: Absent) -> tuple[Answer, Answer]:
    way = (probe.method, probe.missing, repr(probe.missing_form))
    if way not in absent:
        absent[way] = _answer(prober, probe.method, probe.missing, probe.missing_form)
    hidden = _answer(prober, probe.method, probe.hidden, probe.form)
    return hidden.naming(*probe.words), absent[way].naming(*probe.words)


def _answer(prober: Prober, method: str, path: str, form: dict[str, Any]) -> Answer:
    return prober.get(path) if method == "GET" else prober.post(path, form)


def _faults(app: Flask, world: World, who: str) -> Iterator[str]:
    prober, absent = Prober(app, world.people.get(who)), Absent()
    prober.post("/sign-out-that-does-not-exist")  # whatever a first request writes is written before the look
    with closing(Written(app)) as written:
        for probe in _probes(app, world, who):
            hidden, missing = _ask(prober, probe, absent)
            if hidden != missing:
                yield f"{probe.method} {probe.hidden}: {hidden.status} against {missing.status}, or other bytes"
            if hidden.status not in ((303,) if not who and probe.route.access == "signed in" else (404,)):
                yield f"{probe.method} {probe.hidden}: {hidden.status}"
            if probe.method == "POST" and written.since_last_asked():
                yield f"{probe.method} {probe.hidden}: something was written"


def test_every_address_is_in_the_table(standing_app: Flask) -> None:
    known = {
        "mail_id",
        "search_id",
        "code",
        "a",
        "adoption_id",
        "b",
        "comment_id",
        "commitment_id",
        "concept_id",
        "entry_id",
        "need_id",
        "notice_id",
        "passkey_id",
        "permanent",
        "person_id",
        "picture_id",
        "question_id",
        "request_id",
        "session_id",
        "slug",
        "token",
        *FIXED,
    }
    for route in all_routes(standing_app):
        if route.path in NAMELESS or route.path in NAMED_IN_THE_QUERY or route.path.startswith(EVERY_MAIL_IS_SHOWN):
            continue
        assert route.parameters, f"{route.path} names nothing and is in no list"
        assert set(route.parameters) <= known, f"{route.path}: nobody said what is hidden behind its parameters"


@pytest.mark.slow
@pytest.mark.parametrize("who", [*STRANGERS, *NEAR])
def test_what_one_may_not_know_answers_like_what_is_not_there(app: Flask, session: Session, who: str) -> None:
    faults = list(_faults(app, make_world(session), who))
    assert faults == []


def test_what_is_written_is_noticed(app: Flask, session: Session) -> None:
    """A row that came is noticed once; a commit that leaves every row as it was is none."""
    ministry = make_ministry(session)
    session.commit()
    with closing(Written(app)) as written:
        assert not written.since_last_asked()
        ministry.city = Translated({"en": "Elsewhere"})
        session.commit()
        assert written.since_last_asked()
        session.execute(update(Ministry).values(zone=Ministry.zone))
        session.commit()
        assert not written.since_last_asked()


def test_those_who_may_know_are_answered(app: Flask, session: Session) -> None:
    """The table above would say nothing if the things behind it were nowhere to be seen."""
    world = make_world(session)
    seen: dict[str, tuple[str, Callable[[World], str]]] = {
        "draft": ("author", lambda world: f"/practices/{world.draft.slug}/edit"),
        "history": ("author", lambda world: f"/practices/{world.withdrawn.slug}/history"),
        "internal": ("official of the owner", lambda world: f"/practices/{world.internal.slug}"),
        "named": ("official of the partner", lambda world: f"/practices/{world.named.slug}"),
        "meeting": ("official of the partner", lambda world: f"/meetings/{world.meeting.id}"),
        "comment": ("official of the partner", lambda world: f"/comments/{world.comment.id}"),
        "question": ("official of the partner", lambda world: f"/questions/{world.question.id}"),
        "adoption": ("official of the owner", lambda world: f"/adoptions/{world.adoption.id}"),
        "dossier": ("official of the owner", lambda world: f"/relations/{world.own.slug}/{world.partner.slug}"),
        "person": (
            "who runs the platform",
            lambda world: f"/admin/people/{world.people['author'].id}?ministry={world.own.slug}",
        ),
    }
    answers = {name: Prober(app, world.people[who]).get(path(world)).status for name, (who, path) in seen.items()}
    assert set(answers.values()) <= {200, 301, 302, 303}, answers
