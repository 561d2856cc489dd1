"""`exchange import`: folders of practices, each whole or not at all, with a line for every one."""

import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click
from flask import current_app
from rich.console import Console
from rich.progress import Progress

from exchange.accounts.queries import PersonView, person_by_email
from exchange.kernel.errors import InvalidError
from exchange.kernel.translated import Translated
from exchange.practices.importing import Imported, import_practices, laid_out, read_folder, read_organisations
from exchange.practices.importing.folder import FILE
from exchange.web.db import reading, transaction

QUICK_SECONDS = 1.0  # work that is over before needs no bar
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@dataclass(frozen=True, kw_only=True)
class _Order:
    """What holds for every folder of one command."""

    organisations: Mapping[str, Translated]
    ministry: str | None
    author: PersonView | None
    document_number: str | None
    now: datetime


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=_FOLDER)
@click.option("--ministry", help="Short name of the ministry that gets them all.")
@click.option("--as", "email", help="Address of the author; otherwise the ministry's first publisher.")
@click.option("--cleared", "document_number", help="Publish at once: number of the ministry's written OK.")
@click.option("--organisations", type=_FILE, help="YAML file with names of bodies, by their short names.")
def import_folders(
    paths: tuple[Path, ...],
    ministry: str | None,
    email: str | None,
    document_number: str | None,
    organisations: Path | None,
) -> None:
    """Bring in practices: each PATH is the folder of one, or a folder of such folders.

    Good folders come in, each whole; a folder with a fault stays out, and its faults are named.
    """
    order = _Order(
        organisations=_organisations(organisations),
        ministry=ministry,
        author=_author(email) if email else None,
        document_number=document_number,
        now=current_app.config["CLOCK"](),
    )
    folders = _practice_folders(paths)
    with _progress(folders) as shown:
        failed = sum(not _brought(folder, order) for folder in shown)
    if failed:
        message = f"{failed} of {len(folders)} not imported. Correct what is named above and import again."
        raise click.ClickException(message)


def _brought(path: Path, order: _Order) -> bool:
    """Import one folder in its own transaction and say what became of it."""
    try:
        done = _import(path, order)
    except InvalidError as error:
        click.echo("\n".join(_faults(path.name, error)), err=True)
        return False
    click.echo(f"{done.slug}: {done.outcome}")
    return True


def _import(path: Path, order: _Order) -> Imported:
    folder = laid_out(read_folder(path, order.organisations))
    with transaction() as session:
        [done] = import_practices(
            session,
            [folder],
            now=order.now,
            document_number=order.document_number,
            ministry=order.ministry,
            author=order.author,
        )
    return done


def _faults(folder: str, error: InvalidError) -> Iterator[str]:
    """One line for each fault, by the folder's name."""
    for name, message in error.fields.items():
        place = name.removeprefix(folder).strip()
        yield ": ".join(part for part in (folder, "" if place.isdecimal() else place, str(message)) if part)


@contextmanager
def _progress(folders: Sequence[Path]) -> Iterator[Iterable[Path]]:
    """The folders one by one, with a bar on a terminal once it has taken more than a second.

    A bar takes over what is printed, so there is none where the report goes into a file.
    """
    is_watched = sys.stdout.isatty() and sys.stderr.isatty()
    with Progress(console=Console(stderr=True), transient=True, auto_refresh=False, disable=not is_watched) as bar:
        yield _counted(folders, bar)


def _counted(folders: Sequence[Path], bar: Progress) -> Iterator[Path]:
    began = time.monotonic()
    task = bar.add_task("Importing practices", total=len(folders), visible=False)
    for folder in folders:
        bar.update(task, visible=time.monotonic() - began > QUICK_SECONDS, refresh=True)
        yield folder
        bar.advance(task)


def _organisations(path: Path | None) -> Mapping[str, Translated]:
    try:
        return read_organisations(path) if path else {}
    except InvalidError as error:
        raise click.ClickException("\n".join(map(str, error.fields.values()))) from error


def _practice_folders(paths: Iterable[Path]) -> list[Path]:
    found = [
        folder
        for path in paths
        for folder in ([path] if (path / FILE).exists() else sorted(file.parent for file in path.glob(f"*/{FILE}")))
    ]
    if not found:
        message = f"None of these folders holds a practice: {FILE} is missing."
        raise click.ClickException(message)
    return [folder.resolve() for folder in found]


def _author(email: str) -> PersonView:
    person = person_by_email(reading(), email)
    if person is None:
        message = f"{email} has no open account."
        raise click.ClickException(message)
    return person
