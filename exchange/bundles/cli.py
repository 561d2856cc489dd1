"""`exchange export` and `exchange import` for bundles beside folders of practices, and the keys of bundles."""

from inspect import cleandoc
from pathlib import Path

import click
from flask import current_app

from exchange.bundles.keys import own_key, public_text, trust
from exchange.bundles.service import Maker, make_bundle, take_bundle
from exchange.files.access import current_files
from exchange.practices.cli.bringing import import_folders
from exchange.practices.cli.exporting import export as export_folder
from exchange.web.db import reading, transaction

_ENDING = ".bundle"
_OF_A_BUNDLE = "With --format bundle PATH is a signed bundle; --practice leaves dossiers out."


def _export(*, path: Path, form: str, ministry: str, slugs: tuple[str, ...], **options: object) -> None:
    if form == "bundle":
        _write_bundle(path, ministry, slugs)
    else:
        click.get_current_context().invoke(export_folder, folder=path, slugs=slugs, **options)


def _write_bundle(path: Path, ministry: str, slugs: tuple[str, ...]) -> None:
    if not ministry:
        message = "A bundle is of one ministry. Name it with --ministry."
        raise click.UsageError(message)
    settings = current_app.config["EXCHANGE"]
    maker = Maker(settings.folder, settings.site_name, current_files())
    content = make_bundle(reading(), ministry=ministry, maker=maker, slugs=slugs)
    path.write_bytes(content)
    click.echo(f"{path}: {len(content)} bytes, signed with {public_text(own_key(settings.folder))}")


export = click.Command(
    "export",
    callback=_export,
    params=[
        click.Argument(["path"], type=click.Path(path_type=Path)),
        click.Option(
            ["--format", "form"],
            type=click.Choice(["folder", "bundle"]),
            default="folder",
            show_default=True,
            help="A folder for archives, or one signed file that another installation can import.",
        ),
        click.Option(
            ["--ministry"], default="", help="Of a bundle: the ministry whose practices and dossiers are carried."
        ),
        *(parameter for parameter in export_folder.params if parameter.name != "folder"),
    ],
    help="\n\n".join((cleandoc(export_folder.help or ""), _OF_A_BUNDLE)),
)


@click.group("bundle")
def bundle() -> None:
    """Keys of signed bundles."""


@bundle.command("key")
def key() -> None:
    """The public key of this installation, to be told to others by a way that both trust."""
    click.echo(public_text(own_key(current_app.config["EXCHANGE"].folder)))


@bundle.command("trust")
@click.argument("public_key")
@click.argument("name")
def trust_command(*, public_key: str, name: str) -> None:
    """Take bundles of another installation from now on."""
    trust(current_app.config["EXCHANGE"].folder, public_key, name)
    click.echo(f"Bundles of {name} are taken from now on.")


def _import(*, paths: tuple[Path, ...], **options: object) -> None:
    bundles = [path for path in paths if path.suffix == _ENDING]
    for path in bundles:
        _take(path)
    folders = tuple(path for path in paths if path not in bundles)
    if folders:
        click.get_current_context().invoke(import_folders, paths=folders, **options)


def _take(path: Path) -> None:
    folder, clock = current_app.config["EXCHANGE"].folder, current_app.config["CLOCK"]
    with transaction() as session:
        taken = take_bundle(session, content=path.read_bytes(), folder=folder, files=current_files(), now=clock())
    for one in taken:
        click.echo(f"{one.path}: {'new' if one.is_new else 'here already'}, {one.sha256[:16]}")


import_ = click.Command(
    "import",
    callback=_import,
    params=[
        click.Argument(["paths"], nargs=-1, required=True, type=click.Path(exists=True, path_type=Path)),
        *(parameter for parameter in import_folders.params if parameter.name != "paths"),
    ],
    help=f"{import_folders.help} Files that end in {_ENDING} are signed bundles of another installation.",
)

commands = (export, bundle, import_)
