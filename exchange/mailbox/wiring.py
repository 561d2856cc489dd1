"""Hang the mailbox on the application: the job that looks into it, where a setting names one."""

from flask import Flask

from exchange.mailbox.jobs import Collector
from exchange.mailbox.readers import readers_of
from exchange.web.deps import Deps

_COLLECTOR = "exchange.mail_collector"
A_DAY = 24 * 60


def register(app: Flask, deps: Deps) -> None:
    """One collector per application; its readers come later, from the capabilities above."""
    collector = Collector(deps.settings, readers_of(app), deps.clock)
    app.extensions[_COLLECTOR] = collector
    if deps.settings.mailbox_url:
        deps.jobs.every(1, "mailbox.look", collector.look)
    deps.jobs.every(A_DAY, "mailbox.forget", collector.forget)


def collector_of(app: Flask) -> Collector:
    """Who takes the mails of this application."""
    collector: Collector = app.extensions[_COLLECTOR]
    return collector
