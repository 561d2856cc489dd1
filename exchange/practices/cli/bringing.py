"""`exchange import`: folders of practices, all of them or none."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

import click
from flask import current_app

from exchange.accounts.queries import PersonView, person_by_email
from exchange.kernel.errors import InvalidError
from exchange.practices.importing import PracticeFolder, import_practices, laid_out, read_folder, read_organisations
from exchange.practices.importing.folder import FILE
from exchange.web.db import reading, transaction

Made = TypeVar("Made")
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


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
    """Bring in practices: each PATH is the folder of one, or a folder of such folders."""
    names = read_organisations(organisations) if organisations else {}
    folders = _checked(_practice_folders(paths), lambda path: laid_out(read_folder(path, names)))
    author = _author(email) if email else None
    now = current_app.config["CLOCK"]()
    try:
        with transaction() as session:
            done = import_practices(
                session, folders, now=now, document_number=document_number, ministry=ministry, author=author
            )
    except InvalidError as error:
        raise _report([("", error)]) from error
    for one in done:
        click.echo(f"{one.slug}: {one.outcome}")


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


def _checked(paths: Iterable[Path], read: Callable[[Path], PracticeFolder]) -> list[PracticeFolder]:
    """All folders read, or one report about everything that is wrong in any of them."""
    folders, faults = [], []
    for path in paths:
        try:
            folders.append(read(path))
        except InvalidError as error:
            faults.append((path.name, error))
    if faults:
        raise _report(faults)
    return folders


def _report(faults: Iterable[tuple[str, InvalidError]]) -> click.ClickException:
    lines = [
        ": ".join(part for part in (folder, name, str(message)) if part)
        for folder, error in faults
        for name, message in error.fields.items()
    ]
    return click.ClickException("\n".join(["Nothing was imported.", *lines]))


def _author(email: str) -> PersonView:
    person = person_by_email(reading(), email)
    if person is None:
        message = f"{email} has no open account."
        raise click.ClickException(message)
    return person
