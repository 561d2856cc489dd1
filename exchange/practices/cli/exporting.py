"""`exchange export`: what somebody may read, as files that can be counted again and taken elsewhere."""

import hashlib
from pathlib import Path
from uuid import UUID

import click
from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.queries import actor_of, person_by_email
from exchange.files.access import files_of
from exchange.kernel.actor import Actor
from exchange.practices import policies
from exchange.practices.models import Practice
from exchange.practices.queries import ExactVersion, attached_file, exact_version
from exchange.web.db import reading

SUMS = "SHA256SUMS"
_NEW_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command("export")
@click.argument("folder", type=_NEW_FOLDER)
@click.option("--as", "email", help="Export what this person reads; otherwise what every visitor reads.")
@click.option("--practice", "slugs", multiple=True, help="Only this practice; may be repeated.")
def export(folder: Path, email: str | None, slugs: tuple[str, ...]) -> None:
    """Write practices into FOLDER: the file of each version, its texts as Markdown, its attached files.

    Parts with a narrower circle than their practice stay out. SHA256SUMS lets anyone check the whole with sha256sum -c.
    """
    if folder.exists() and any(folder.iterdir()):
        message = f"{folder} is not empty. Name a new folder."
        raise click.ClickException(message)
    session = reading()
    actor = _actor(session, email)
    sums = [line for slug in _slugs(session, actor, slugs) for line in _export(session, actor, slug, folder)]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / SUMS).write_text("".join(sums), encoding="utf-8")
    click.echo(f"{len({line.split('  ')[1].split('/')[0] for line in sums})} practices, {len(sums)} files: {folder}")


def _actor(session: Session, email: str | None) -> Actor:
    if email is None:
        return Actor.nobody()
    person = person_by_email(session, email)
    if person is None:
        message = f"{email} has no open account."
        raise click.ClickException(message)
    return actor_of(session, person.id)


def _slugs(session: Session, actor: Actor, wanted: tuple[str, ...]) -> list[str]:
    found = list(session.scalars(select(Practice.slug).where(policies.readable_by(actor)).order_by(Practice.slug)))
    absent = [slug for slug in wanted if slug not in found]
    if absent:
        message = f"{absent[0]} is no practice that can be exported here."
        raise click.ClickException(message)
    return [slug for slug in found if not wanted or slug in wanted]


def _export(session: Session, actor: Actor, slug: str, folder: Path) -> list[str]:
    exact = exact_version(session, actor=actor, slug=slug)
    written = {f"v{exact.version}.json": exact.as_bytes} | _texts(exact) | _files(session, actor, exact)
    lines = []
    for name, content in written.items():
        path = folder / slug / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        lines.append(f"{hashlib.sha256(content).hexdigest()}  {slug}/{name}\n")
    session.expunge_all()
    return lines


def _texts(exact: ExactVersion) -> dict[str, bytes]:
    return {
        f"{language}.md": "\n\n".join(
            [f"# {text['title']}", text["summary"], *(f"## {key}\n\n{body}" for key, body in text["sections"].items())]
        ).encode()
        + b"\n"
        for language, text in exact.content["texts"].items()
    }


def _files(session: Session, actor: Actor, exact: ExactVersion) -> dict[str, bytes]:
    found = {}
    for row in exact.content["rows"].get("files", ()):
        if row.get("file"):
            file = attached_file(session, actor=actor, slug=exact.slug, file_id=UUID(row["file"]))
            found[f"files/{file.id.hex[-4:]}-{file.name}"] = b"".join(files_of(current_app).store.read(file.key))
    return found
