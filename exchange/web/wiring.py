"""Put the shell together, in the order in which the parts ask each other."""

from datetime import timedelta

from flask import Flask
from flask_compress import Compress
from flask_wtf.csrf import CSRFProtect

from exchange.kernel.clock import utc_now
from exchange.kernel.settings import secret_key
from exchange.web.access import init_access
from exchange.web.cookies import SESSION, cookie_name
from exchange.web.db import init_db
from exchange.web.deps import Deps
from exchange.web.errors import init_errors
from exchange.web.front import init_front
from exchange.web.health import bp as health
from exchange.web.help import bp as help_pages
from exchange.web.idle import init_idle
from exchange.web.logs import init_logs
from exchange.web.noticing import init_noticing
from exchange.web.packed import init_packed
from exchange.web.reader import init_reader
from exchange.web.reports import init_reports
from exchange.web.same import init_reading
from exchange.web.security import init_security
from exchange.web.templating import init_templating
from exchange.web.values import init_values

LARGEST_REQUEST = 12 * 1024 * 1024
MOST_FORM_FIELDS = 2_000
COMPRESSED = ["text/html", "text/css", "text/javascript", "application/javascript", "application/json", "image/svg+xml"]


def register(app: Flask, deps: Deps) -> None:
    """Make a bare Flask app the shell that capabilities hang their pages on."""
    settings = deps.settings
    app.config.update(
        EXCHANGE=settings,
        CLOCK=deps.clock,
        SECRET_KEY=secret_key(settings),
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_PARTS=MOST_FORM_FIELDS,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a form may stay open over lunch
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=5,
        COMPRESS_MIMETYPES=COMPRESSED,
        SESSION_COOKIE_NAME=cookie_name(SESSION, is_secure=settings.is_secure),
        SESSION_COOKIE_SECURE=settings.is_secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=2),  # without a page; the longest is a working day (sessions.py)
    )
    init_idle(app)
    init_noticing(app, waits=deps.clock is utc_now)
    init_values(app)
    init_logs(app)
    init_db(app, settings.database, deps.bus)
    init_reading(app)
    init_security(app, is_secure=settings.is_secure)
    CSRFProtect(app)
    Compress(app)
    init_packed(app)
    init_reader(app, settings)
    init_templating(app)
    init_errors(app)
    init_access(app)
    init_reports(app)
    init_front(app)
    app.register_blueprint(health)
    app.register_blueprint(help_pages)
