"""Every route x person x hidden object x way of asking: forbidden and absent are the same bytes, nothing is written.

`python -m tests.faults.probing [--most N]` prints one table; exit 1 on a leak. The suite asks each of them in one way
(tests/trust/test_rights.py); this run asks in four languages, by other methods and with words that change a page.
"""

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import click
from flask import Flask
from sqlalchemy.orm import Session

from exchange.app import create_app, deps_of
from exchange.kernel.events import attach_bus
from exchange.kernel.settings import Settings
from exchange.practices.jobs import rebuild
from exchange.web.db import db
from exchange.web.migrations import upgrade
from tests.conftest import TEST_KEY
from tests.trust.probe import Answer, Prober, digest
from tests.trust.test_rights import NEAR, STRANGERS, Probe, _probes
from tests.trust.world import World, make_world

LANGUAGES = ("en", "az", "tr", "ru")
WAYS = ("", "lang=az", "page=2", "format=json&sort=newest", "next=/practices/&key=k&version=1", "id=1&ministry=a&a=b")
_EXPECTED = {303, 404, 405}


def main_of(most: int) -> tuple[Counter[str], list[str]]:
    """Ask up to so many times; counts by person, and every leak."""
    counts, leaks = Counter[str](), []
    with tempfile.TemporaryDirectory(prefix="exchange-probes-") as place:
        app = create_app(Settings(data=place, secret_key=TEST_KEY, mail_url="memory://", log_level="critical"))
        world = _filled(app)
        for language, way, who in product(LANGUAGES, WAYS, (*STRANGERS, *NEAR)):
            asked, found = _asked(app, world, who, language, way)
            counts[who or "visitor"] += asked
            leaks += found
            click.echo(
                f"{sum(counts.values())} probes, {len(leaks)} leaks ({language}, {way or 'plain'}, {who})", err=True
            )
            if sum(counts.values()) >= most:
                break
        _close(app)
    return counts, leaks


def _filled(app: Flask) -> World:
    with app.app_context():
        upgrade(db.engine)
        with Session(db.engine, expire_on_commit=False) as session:
            attach_bus(session, deps_of(app).bus)
            world = make_world(session)
            session.commit()
            _ = world.mail_id  # read while there is a session
        rebuild()
    return world


def _asked(app: Flask, world: World, who: str, language: str, way: str) -> tuple[int, list[str]]:
    prober, asked, leaks = Prober(app, world.people.get(who), language), 0, []
    before = digest(app)
    for probe in _probes(app, world, who):
        hidden, missing = _pair(prober, probe, way)
        asked += 2
        if hidden != missing or hidden.status not in _EXPECTED:
            leaks.append(f"{probe.method} {probe.hidden} ({way}) by {who}: {hidden.status} against {missing.status}")
    if digest(app) != before:
        leaks.append(f"something was written by {who} ({way})")
    return asked, leaks


def _pair(prober: Prober, probe: Probe, way: str) -> tuple[Answer, Answer]:
    asked = [(_with(probe.hidden, way), probe.form), (_with(probe.missing, way), probe.missing_form)]
    answers = [prober.get(path) if probe.method == "GET" else prober.post(path, form) for path, form in asked]
    hidden, missing = (answer.naming(*probe.words) for answer in answers)
    return hidden, missing


def _with(path: str, way: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}{way}" if way else path


def _close(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _rows(counts: Counter[str]) -> Iterator[str]:
    yield "| person | probes |"
    yield "|---|---|"
    yield from (f"| {who} | {number} |" for who, number in counts.items())


@click.command()
@click.option("--most", default=110_000, help="Stop after so many requests.")
@click.option("--write", type=click.Path(path_type=Path), help="Write the table to this file too.")
def main(most: int, write: Path | None) -> None:
    """Probe and print."""
    began = time.monotonic()
    counts, leaks = main_of(most)
    total = f"{sum(counts.values())} probes, {len(leaks)} leaks, {time.monotonic() - began:.0f} s"
    text = "\n".join([*_rows(counts), "", total, *leaks])
    click.echo(text)
    if write is not None:
        write.write_text(text + "\n", encoding="utf-8")
    sys.exit(1 if leaks else 0)


if __name__ == "__main__":
    main()
