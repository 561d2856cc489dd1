"""What goes on beside the pages: the worker, and the second copy of an embedded database."""

from pathlib import Path

from flask import Flask

from exchange.app import deps_of
from exchange.keeping.copying import SecondCopy
from exchange.web.db import db
from exchange.worker import Worker


class Background:
    """The background work of one installation: every process nudges it, one begins it."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._worker = Worker(app)
        self._copy: SecondCopy | None = None

    def begin(self) -> None:
        """Work in threads of this process, or wait until the process of another server that does it has ended."""
        if not self._worker.start():
            self._worker.wait_for_turn()
        self._copy = _second_copy(self._app)
        if self._copy is not None:
            self._copy.start()

    def begin_nothing_more(self) -> None:
        """What is being done is the last."""
        self._worker.begin_nothing_more()

    def end(self, *, seconds: float) -> None:
        """Finish what is being done; what takes longer is taken up again at the next start."""
        self._worker.stop(seconds=seconds)
        if self._copy is not None:
            self._copy.stop()


def _second_copy(app: Flask) -> SecondCopy | None:
    """The copy in another place, where the setting names one and the database is the embedded one."""
    settings = deps_of(app).settings
    with app.app_context():
        url = db.engine.url
    if not settings.copy_to or url.get_backend_name() != "sqlite":
        return None
    target = Path(settings.copy_to) / "exchange.sqlite3"
    return SecondCopy(Path(str(url.database)), target, every_seconds=float(settings.copy_seconds))
