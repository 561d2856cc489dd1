"""The composition root: settings in, a Flask application out. Every capability registers itself here, in one line."""

from pathlib import Path

import structlog
from flask import Flask

from exchange.accounts import wiring as accounts
from exchange.adoptions import wiring as adoptions
from exchange.alerts import wiring as alerts
from exchange.bundles import wiring as bundles
from exchange.discussion import wiring as discussion
from exchange.files import wiring as files
from exchange.home import wiring as home
from exchange.insights import wiring as insights
from exchange.kernel.clock import Clock, utc_now
from exchange.kernel.settings import Settings, WrongSettingError, read_settings
from exchange.mailbox import wiring as mailbox
from exchange.meetings import wiring as meetings
from exchange.needs import wiring as needs
from exchange.notifications import wiring as notifications
from exchange.oversight import wiring as oversight
from exchange.practices import wiring as practices
from exchange.questions import wiring as questions
from exchange.relations import wiring as relations
from exchange.search import wiring as search
from exchange.vocabulary import wiring as vocabulary
from exchange.web import wiring as web
from exchange.web.deps import Deps
from exchange.web.logs import configure_logs

log = structlog.get_logger("exchange")
_DEPS = "exchange.deps"

CAPABILITIES = (  # from the ground up; each registers its pages, commands, slots, subscribers and jobs
    web,
    accounts,
    search,
    files,
    notifications,
    mailbox,
    vocabulary,
    practices,
    discussion,
    meetings,
    questions,
    alerts,
    adoptions,
    relations,
    oversight,
    insights,
    bundles,
    needs,
    home,
)


def create_app(settings: Settings | None = None, *, clock: Clock = utc_now) -> Flask:
    """Build the application.

    Raises:
        WrongSettingError: a setting that cannot be used.
    """
    settings = settings or read_settings()
    configure_logs(settings.log_level)
    _make_folder(settings.folder)
    deps = Deps(settings=settings, clock=clock)
    app = Flask("exchange", template_folder=None, static_folder="static")
    app.extensions[_DEPS] = deps
    for capability in CAPABILITIES:
        capability.register(app, deps)
    return app


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        message = (
            f"The data folder {folder} cannot be made ({error.strerror}). Set EXCHANGE_DATA to a folder you may write."
        )
        raise WrongSettingError(message) from error


def deps_of(app: Flask) -> Deps:
    """What the capabilities of this app were given; for the worker and for commands."""
    deps: Deps = app.extensions[_DEPS]
    return deps
