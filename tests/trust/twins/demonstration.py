"""The demonstration, made once, copied, and opened as installations that differ in private things only."""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Person
from exchange.app import create_app, deps_of
from exchange.demo.prepare import Preparation
from exchange.jobs.runner import Runner
from exchange.kernel.events import attach_bus
from exchange.kernel.settings import Settings
from exchange.practices.jobs import rebuild
from exchange.web.db import db, transaction
from tests.conftest import TEST_KEY
from tests.support.clock import FixedClock
from tests.support.signing import session_of
from tests.trust.twins.crawl import Copy, Seat, seats_of
from tests.trust.twins.links import HERE
from tests.trust.twins.private import add_private_things
from tests.trust.twins.readers import Pair, Reader


def opened(folder: Path) -> Flask:
    """The installation of this folder; its clock stands."""
    settings = Settings(
        data=str(folder),
        secret_key=TEST_KEY,
        public_url=HERE,
        mail_url="memory://",
        log_level="critical",
        demo="yes",
    )
    app = create_app(settings, clock=FixedClock())
    app.testing = True
    return app


def prepared(folder: Path) -> None:
    """Make the demonstration there."""
    folder.mkdir(parents=True)
    app = opened(folder)
    for step in Preparation(app, "a password for tests", app.config["CLOCK"], deps_of(app).jobs).steps():
        step.run()
    shut(app)


def worlds(source: Path, folder: Path, pairs: Iterable[Pair]) -> tuple[list[Flask], list[Seat]]:
    """One copy as it is and one for each pair with what that pair keeps to itself; every stranger before both."""
    shutil.copytree(source, folder / "bare")
    pairs, app = tuple(pairs), opened(folder / "bare")
    visits = _visits(app, pairs)
    settle(app)
    shut(app)
    bare, apps, seats = Copy(app, visits), [app], []
    for pair in pairs:
        shutil.copytree(folder / "bare", folder / pair.own)
        apps.append(app := opened(folder / pair.own))
        with writing(app) as session:
            add_private_things(session, pair.own, pair.partner)
        seats += seats_of(bare, Copy(app, visits), pair.strangers, pair.insiders)
    return apps, seats


def _visits(app: Flask, pairs: Iterable[Pair]) -> dict[str, dict[str, str]]:
    """A session for everybody who has an account, the same one in every copy."""
    readers = [one for pair in pairs for one in (*pair.strangers, *map(Reader, pair.insiders))]
    with app.app_context():
        engine = db.engine
    with Session(engine, expire_on_commit=False) as session:
        people = {person.email: person for person in session.scalars(select(Person))}
    return {one.name: session_of(app, people[one.email]) for one in readers if one.email}


@contextmanager
def writing(app: Flask) -> Iterator[Session]:
    """A session whose events are heard; what they cause is done, and the index made anew, when it ends."""
    with app.app_context():
        engine = db.engine
    with Session(engine, expire_on_commit=False) as session:
        attach_bus(session, deps_of(app).bus)
        yield session
        session.commit()
    settle(app)


def settle(app: Flask) -> None:
    """Do all that waits, then make the index anew."""
    with app.app_context():
        Runner(transactions=transaction, handlers=deps_of(app).jobs.handlers, clock=app.config["CLOCK"]).run_open()
        rebuild()


def shut(app: Flask) -> None:
    """Let go of the database."""
    with app.app_context():
        db.engine.dispose()
