"""Starting from nothing: a new installation, or the demonstration."""

import os
import secrets
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import click
from flask import Flask

from exchange.accounts.cli import invite_first_administrator
from exchange.app import create_app, deps_of
from exchange.demo.content import fingerprint
from exchange.demo.people import MINISTRIES, PLATFORM_EMAIL, POSTS
from exchange.kernel.settings import Settings, read_settings
from exchange.practices.jobs import heal
from exchange.server import require_port, serve_app
from exchange.vocabulary.service import import_taxonomy
from exchange.web.db import db, transaction
from exchange.web.migrations import newest, upgrade

_HOST = "127.0.0.1"
_MARK = "prepared"
_PASSWORD = "password"  # noqa: S105 - the name of a file


def initialise(email: str) -> str:
    """Make folders, database, lists and index, invite the first administrator; returns the sentence with the link."""
    app = create_app()
    with app.app_context():
        upgrade(db.engine)
        with transaction() as session:
            import_taxonomy(session)
        heal()
        return invite_first_administrator(email)


def start_demo(*, port: int, prepare_only: bool) -> None:
    """Prepare the demonstration if it is missing or of older content, then serve it on this machine only."""
    if not prepare_only:
        require_port(_HOST, port)
    settings = demo_settings(port)
    if not _is_prepared(settings.folder):
        _prepare(settings)
        if not prepare_only:
            _start_anew(port)
    _greet(settings, port)
    if not prepare_only:
        serve_app(create_app(settings), host=_HOST, port=port, threads=8)


def _start_anew(port: int) -> None:
    """Go on as a fresh process with the same number: preparing leaves a hundred megabytes behind in this one."""
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(sys.executable, [sys.executable, "-m", "exchange.cli", "demo", "--port", str(port)])  # noqa: S606 - itself


def demo_settings(port: int) -> Settings:
    """The settings of the demonstration: its own folder, its own address, mails kept in a folder."""
    settings = read_settings()
    folder = settings.folder / "demo"
    return replace(
        settings,
        data=str(folder),
        demo="yes",
        public_url=f"http://127.0.0.1:{port}",
        database_url="",
        mail_url="",
        log_level="warning" if settings.log_level == "info" else settings.log_level,
    )


def _is_prepared(folder: Path) -> bool:
    mark = folder / _MARK
    return mark.exists() and mark.read_text(encoding="ascii") == _state()


def _state() -> str:
    return f"{fingerprint()} {newest()}"


def _prepare(settings: Settings) -> None:
    """Prepare beside the final place and move it there in one step: an interrupted preparation leaves nothing half."""
    target = settings.folder
    workplace = target.with_name(f"{target.name}.preparing")
    for stale in (workplace, target):
        shutil.rmtree(stale, ignore_errors=True)
    workplace.mkdir(parents=True, mode=0o700)
    password = settings.demo_password or secrets.token_urlsafe(9)
    app = create_app(replace(settings, data=str(workplace), demo_password=password))
    _fill(app, password)
    kept = workplace / _PASSWORD
    kept.touch(mode=0o600)
    kept.write_text(password, encoding="utf-8")
    (workplace / _MARK).write_text(_state(), encoding="ascii")
    workplace.replace(target)


def _fill(app: Flask, password: str) -> None:
    from rich.console import Console  # noqa: PLC0415 - a prepared demonstration shows no progress
    from rich.progress import (  # noqa: PLC0415 - the same
        BarColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
    )

    from exchange.demo.prepare import Preparation  # noqa: PLC0415 - reads the whole content; a prepared demonstration need not

    columns = SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True)) as progress:
        deps = deps_of(app)
        plan = Preparation(app, password, deps.clock, deps.jobs).steps()
        overall = progress.add_task("Preparing the demonstration", total=len(plan))
        for step in plan:
            progress.update(overall, description=step.says)
            step.run()
            progress.advance(overall)
        progress.update(overall, description="The demonstration is prepared")
    with app.app_context():
        db.engine.dispose()


def _greet(settings: Settings, port: int) -> None:
    password = (settings.folder / _PASSWORD).read_text(encoding="utf-8")
    hosts = ", ".join(ministry.host for ministry in MINISTRIES)
    roles = ", ".join(post.name for post in POSTS)
    click.echo(f"\n  Exchange, the demonstration: http://127.0.0.1:{port}\n")
    click.echo(f"  The sign-in page offers each role by one click. Roles: {roles}")
    click.echo(f"  Addresses: role@host, hosts {hosts}; {PLATFORM_EMAIL} runs the platform.")
    click.echo(f"  Password of all accounts: {password}\n  Stop with Ctrl-C.\n")
