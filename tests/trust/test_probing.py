"""A part of the probes of `python -m tests.trust.probing --long` (trust.md I1, I3, I8)."""

from itertools import islice

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from exchange.accounts.models import Ministry
from exchange.kernel.ids import new_id
from exchange.practices.jobs import rebuild
from exchange.practices.models import Practice
from exchange.web.routes import all_routes
from tests.factories.accounts import make_ministry, make_person
from tests.factories.practices import make_practice
from tests.support.databases import ON_POSTGRES
from tests.trust.probe import lasting
from tests.trust.probing.addresses import Probe, probes_of
from tests.trust.probing.asking import all_probes, ask_all
from tests.trust.probing.practices import MARK
from tests.trust.probing.world import Hidden, Probed, make_probed
from tests.trust.table import EVERY_MAIL_IS_SHOWN, FIXED, NAMELESS

EVERY = 61  # a prime, so that no kind of address is always stepped over

pytestmark = pytest.mark.skipif(ON_POSTGRES, reason="the watch over writes counts the changes of a SQLite file")


@pytest.mark.slow
def test_no_stranger_learns_of_anything_hidden(app: Flask, session: Session) -> None:
    world = make_probed(session, ("AZ",))
    with app.app_context():
        rebuild()
    asked = ask_all(app, world, islice(all_probes(app, world), 0, None, EVERY))
    assert asked.leaks == []
    assert asked.probes > 600


def test_every_route_is_probed(standing_app: Flask) -> None:
    """Whatever address is added is asked for from then on."""
    routes = all_routes(standing_app)
    names = {name: [str(new_id())] for route in routes for name in route.parameters if name not in FIXED}
    names["permanent"] = ["7"]
    hidden = Hidden(Ministry(slug="one"), Ministry(slug="other"), Practice(slug="open"), names)
    probes = probes_of(standing_app, hidden, runs_platform=False)
    paths = {(probe.hidden.partition("?")[0], probe.method) for probe in probes}
    adapter = standing_app.url_map.bind("localhost")
    reached = {adapter.match(path, method=method)[0] for path, method in paths}
    closed = {one.endpoint for one in routes if not one.parameters and "GET" not in one.methods}
    shown = {one.endpoint for one in routes if one.path.startswith(EVERY_MAIL_IS_SHOWN)}
    nameless = {one.endpoint for one in routes if one.path in NAMELESS}
    assert {one.endpoint for one in routes} - reached - closed - shown - nameless == set()


def test_the_probes_would_notice(app: Flask, session: Session) -> None:
    """Asked for as if it were absent, what the person reads is a leak in three ways."""
    own = make_ministry(session)
    practice = make_practice(session, own, texts={"en": MARK})
    person = make_person(session, own)
    session.commit()
    found = Probe("GET", f"/practices/{practice.slug}", "/practices/nowhere", (practice.slug, "nowhere"), "public")
    world = Probed({"official": person}, [])
    leaks = ask_all(app, world, [("official", found)]).leaks
    assert [leak.rpartition(": ")[2] for leak in leaks] == [
        "the hidden words are in the answer",
        "200 against 404, or other bytes",
        "answered 200",
    ]


@pytest.mark.parametrize("challenge", [b"a" * 43, b"Ij" + b"a" * 41, b"-Ij" + b"a" * 40])
def test_a_challenge_that_looks_like_a_token_is_no_difference(challenge: bytes) -> None:
    assert lasting(b"{&#34;challenge&#34;: &#34;%s&#34;}" % challenge) == b"{&#34;challenge&#34;: &#34;&#34;}"
