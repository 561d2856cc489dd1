"""The demonstration on a clock that the test moves: the same application, served in this process, with its jobs."""

import email
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email import policy
from email.message import EmailMessage
from pathlib import Path
from threading import Thread

from flask import Flask
from werkzeug.serving import make_server

from exchange.app import create_app, deps_of
from exchange.jobs.runner import Runner
from exchange.kernel.clock import utc_now
from exchange.setup import demo_settings
from exchange.web.db import db, transaction


@dataclass
class Watch:
    """A clock that goes on from wherever it is put."""

    ahead: timedelta = field(default_factory=timedelta)

    def __call__(self) -> datetime:
        return utc_now() + self.ahead

    def put_to(self, instant: datetime) -> None:
        self.ahead = instant - utc_now()


@dataclass(frozen=True)
class Moved:
    """A served demonstration whose clock and jobs are in the test's hands."""

    address: str
    app: Flask
    watch: Watch
    folder: Path

    def work(self, *names: str) -> None:
        """Do the recurring work of these names, then whatever the outbox holds."""
        deps = deps_of(self.app)
        with self.app.app_context():
            for work in deps.jobs.recurring:
                if work.name in names:
                    work.run()
            Runner(transactions=transaction, handlers=deps.jobs.handlers, clock=self.watch).run_open()

    def letters(self, to: str) -> list[EmailMessage]:
        """Every mail to that address."""
        found = [email.message_from_bytes(one.read_bytes(), policy=policy.default) for one in self._files()]
        return [one for one in found if isinstance(one, EmailMessage) and to in str(one["To"])]

    def _files(self) -> list[Path]:
        return sorted((self.folder / "mail").rglob("*.eml"))


@contextmanager
def served_at(watch: Watch, **settings: str) -> Iterator[Moved]:
    """Serve the demonstration of EXCHANGE_DATA with these settings beside its own."""
    app = create_app(replace(demo_settings(0), **settings), clock=watch)
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Moved(f"http://127.0.0.1:{server.server_port}", app, watch, deps_of(app).settings.folder)
    finally:
        server.shutdown()
        thread.join()
        with app.app_context():
            db.engine.dispose()
