"""The demonstration, made once, copied, and opened as two installations that differ in nothing."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from sqlalchemy.orm import Session

from exchange.app import create_app, deps_of
from exchange.demo.prepare import Preparation
from exchange.jobs.runner import Runner
from exchange.kernel.events import attach_bus
from exchange.kernel.settings import Settings
from exchange.practices.jobs import rebuild
from exchange.web.db import db, transaction
from tests.conftest import TEST_KEY
from tests.support.clock import FixedClock


def opened(folder: Path) -> Flask:
    """The installation of this folder; its clock stands."""
    settings = Settings(data=str(folder), secret_key=TEST_KEY, mail_url="memory://", log_level="critical", demo="yes")
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


def copied(source: Path, target: Path) -> Flask:
    """The same installation again, opened."""
    shutil.copytree(source, target)
    return opened(target)


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
