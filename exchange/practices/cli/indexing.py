"""`exchange index`: how the search index stands, whether it equals the database, build it anew."""

import json
import sys
from dataclasses import asdict, dataclass

import click
from flask import current_app
from rich.console import Console
from rich.progress import Progress, TextColumn, TimeElapsedColumn

from exchange.jobs.outbox import open_rows
from exchange.practices.jobs import all_documents, rebuild
from exchange.search.access import index_of
from exchange.search.withholding import INDEX_JOB
from exchange.web.db import reading

_SHOWN = 20


@dataclass(frozen=True)
class Comparison:
    """Keys of documents that differ between index and database; empty when both say the same."""

    missing: tuple[str, ...]  # in the database only
    outdated: tuple[str, ...]
    surplus: tuple[str, ...]  # in the index only
    waiting: int  # rows of the outbox that will change the index

    @property
    def is_equal(self) -> bool:
        """Whether the index says what the database says."""
        return not (self.missing or self.outdated or self.surplus)


def compare() -> Comparison:
    """Every document of the index beside every document that the database makes."""
    session = reading()
    wanted = {document.key: document.fingerprint for document in all_documents(session)}
    standing = {entry.key: entry.fingerprint for entry in index_of(current_app).entries()}
    return Comparison(
        missing=tuple(sorted(wanted.keys() - standing.keys())),
        outdated=tuple(sorted(key for key in wanted.keys() & standing.keys() if wanted[key] != standing[key])),
        surplus=tuple(sorted(standing.keys() - wanted.keys())),
        waiting=len(open_rows(session, name=INDEX_JOB)),
    )


@click.group("index")
def index() -> None:
    """The search index: a copy that can always be made again from the database."""


@index.command("status")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def status(*, as_json: bool) -> None:
    """Size, age and version of the index."""
    facts = asdict(index_of(current_app).status()) | {"waiting": len(open_rows(reading(), name=INDEX_JOB))}
    _say(facts, as_json=as_json)


@index.command("check")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def check(*, as_json: bool) -> None:
    """Compare the index with the database; exit code 1 when they differ."""
    found = compare()
    _say(asdict(found) if as_json else _counted(found), as_json=as_json)
    sys.exit(0 if found.is_equal else 1)


@index.command("rebuild")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def build_anew(*, as_json: bool) -> None:
    """Build the index anew beside the live one, then swap; searching goes on meanwhile."""
    console = Console(stderr=True)
    is_quiet = as_json or not console.is_terminal
    with Progress(
        TextColumn("{task.completed} documents"), TimeElapsedColumn(), console=console, disable=is_quiet
    ) as shown:
        row = shown.add_task("index")
        documents = rebuild(lambda done: shown.update(row, completed=done))
    _say({"documents": documents}, as_json=as_json)


def _counted(found: Comparison) -> dict[str, object]:
    keys = {name: value for name, value in asdict(found).items() if isinstance(value, tuple) and value}
    counts: dict[str, object] = {name: len(value) for name, value in keys.items()} or {"equal": "yes"}
    return (
        counts | {f"{name} key": key for name, value in keys.items() for key in value[:1]} | {"waiting": found.waiting}
    )


def _say(facts: dict[str, object], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    for name, value in facts.items():
        click.echo(f"{name.replace('_', ' ')}: {value}")
