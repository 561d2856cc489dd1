"""Fault 13: a backup while people write, restored into an empty place, compared object by object and page by page."""

import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from exchange.app import create_app, deps_of
from exchange.keeping.backup import LEFT_OUT, back_up, hash_of
from exchange.keeping.counts import marks
from exchange.keeping.restore import restore
from exchange.kernel.clock import utc_now
from exchange.web.db import db
from tests.faults.frame import Finding, Lab
from tests.faults.invariants import after
from tests.faults.load import Load, running, wait_until_warm
from tests.faults.server import Installation, folder_of, installation
from tests.support.postgres import programs
from tests.trust.probe import Prober
from tests.trust.table import NAMELESS

FAULT = "13 · a backup under load, restored into an empty place"
INVARIANTS = ("I12", "I13", "I14", "I15")
RESTORED_WITHIN = 60.0
_PAUSE_SECONDS = 0.15  # of four writers: about 20 writes a second on a machine that is free
# Pages that tell of the visit itself (its session, a fresh secret), and so differ between any two visits.
_OF_THE_VISIT = ("/health", "/demo", "/changed", "/settings/data.json", "/settings/security")
_MEGABYTE = 1024 * 1024


def run(lab: Lab) -> list[Finding]:
    """Two backups: one in the midst of writing, one when all is quiet, whose restored copy must be the same bytes."""
    with installation(lab) as own, _tools_of_the_database():
        weight = _fill(own, lab.times(short=20, long=1024))
        own.start()
        with running(own, pause=_PAUSE_SECONDS) as load:
            wait_until_warm(load)
            known = Load(writes=list(load.acknowledged))
            began, before = time.monotonic(), len(load.acknowledged)
            own.command("backup", str(lab.folder / "first"))
            took = time.monotonic() - began
            pace = (len(load.acknowledged) - before) / took
        under_load, seconds = _restored(lab, own, "first", "again")
        found = after_of(under_load, own, known)
        own.terminate()
        back_up(own.app, lab.folder / "second", now=utc_now())
        quiet, _ = _restored(lab, own, "second", "equal")
        unequal = [*_unequal_tables(own.app, quiet), *_unequal_files(own), *_unequal_pages(own, quiet)]
        for app in (under_load, quiet):
            _close(app)
    says = f"{weight} MB kept in {took:.1f} s beside {pace:.0f} writes/s, restored in {seconds:.1f} s"
    return [
        *found,
        Finding("I12", seconds <= RESTORED_WITHIN, says),
        Finding("I12", not unequal, f"tables, files and pages that differ: {', '.join(unequal[:5]) or 'none'}"),
    ]


def after_of(app: Flask, own: Installation, known: Load) -> list[Finding]:
    """The invariants, asked of the restored copy; what was acknowledged before the backup began is in it."""
    live, own.app = own.app, app
    try:
        return after(own, known)
    finally:
        own.app = live


def _fill(own: Installation, megabytes: int) -> int:
    """Files of two megabytes that nothing compresses."""
    chance, folder = random.Random(13), folder_of(own, "files") / "ballast"  # noqa: S311 - content, not secrets
    folder.mkdir(parents=True)
    for number in range(megabytes // 2):
        (folder / f"{number:05}").write_bytes(chance.randbytes(2 * _MEGABYTE))
    return megabytes


def _restored(lab: Lab, own: Installation, kept: str, name: str) -> tuple[Flask, float]:
    settings = replace(deps_of(own.app).settings, data=str(lab.folder / name))
    if lab.postgres is not None:
        lab.postgres.run("createdb", "-h", str(lab.postgres.folder), "-U", "postgres", name)
        settings = replace(settings, database_url=lab.postgres.address(name))
    began = time.monotonic()
    restore(settings, lab.folder / kept)
    return create_app(settings), time.monotonic() - began


def _unequal_tables(live: Flask, again: Flask) -> list[str]:
    found = []
    for app in (live, again):
        with app.app_context():
            found.append(marks(db.engine))
            db.engine.dispose()
    return [f"table {name}" for name in found[0] if found[0][name] != found[1].get(name)]


def _unequal_files(own: Installation) -> list[str]:
    places = (own.folder, own.folder.parent / "equal")
    names = {path.relative_to(place) for place in places for path in place.rglob("*") if _is_kept(place, path)}
    return [f"file {name}" for name in sorted(names) if not _same(*(place / name for place in places))]


def _is_kept(place: Path, path: Path) -> bool:
    parts = path.relative_to(place).parts
    return path.is_file() and not any(Path(part).match(pattern) for part in parts for pattern in LEFT_OUT)


def _same(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and hash_of(one) == hash_of(other)


def _unequal_pages(own: Installation, again: Flask) -> list[str]:
    slugs = [practice.slug for practice in (own.world.public, own.world.named, own.world.internal)]
    paths = sorted(path for path in NAMELESS if "<" not in path and not path.startswith(_OF_THE_VISIT))
    paths += [f"/practices/{slug}{tail}" for slug in slugs for tail in ("", ".json", "/discussion", "/history")]
    people = (None, own.world.people["author"])
    found = []
    for person in people:
        here, there = Prober(own.app, person), Prober(again, person)
        found += [f"page {path}" for path in paths if here.get(path) != there.get(path)]
    return found


@contextmanager
def _tools_of_the_database() -> Iterator[None]:
    """pg_dump stands beside the server of the wheel."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{programs()}:{os.environ['PATH']}")
        yield


def _close(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
