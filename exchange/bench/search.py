"""`exchange bench search`: the rows of search.md 5, ours beside the peers that are installed."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from exchange.search.bench.quality import measure
from exchange.search.bench.rows import as_json, as_text
from exchange.vocabulary.concepts import shipped_bank

if TYPE_CHECKING:
    from exchange.search.bench.speed.run import Run


@click.command("search")
@click.option("--quality", "what", flag_value="quality", default="quality", help="What is found, on public sets.")
@click.option("--data", type=click.Path(path_type=Path, exists=True, file_okay=False), help="A folder of sets.")
@click.option("--postgres", default="", help="Address of a PostgreSQL server to compare with.")
@click.option("--speed", "what", flag_value="speed", help="How fast, on a made-up corpus.")
@click.option("--documents", default="1000,10000", show_default=True, help="Sizes of the corpus for --speed.")
@click.option("--json", "for_programs", is_flag=True, help="For programs.")
@click.option("--seconds", default=3.0, show_default=True, help="For each engine and kind of question of --speed.")
@click.option("--keep", type=click.Path(path_type=Path, file_okay=False), help="Keep what is built here, and use it.")
@click.option(
    "--save", type=click.Path(path_type=Path, dir_okay=False), help="Keep every time of --speed here as JSON."
)
def search(
    *,
    what: str,
    data: Path | None,
    postgres: str,
    documents: str,
    for_programs: bool,
    seconds: float,
    keep: Path | None,
    save: Path | None,
) -> None:
    """How well the search finds, against SQLite FTS5, tantivy, stock Whoosh, Xapian and PostgreSQL where installed.

    A set is known by its files: docs.jsonl with queries.jsonl and qrels.tsv; sentences.jsonl with a column for each
    language (and doc, where sentences make up texts); or a .tsv of lemma and form.
    """
    if what == "speed":
        with _folder(keep) as folder:
            runs = _speeds([int(size) for size in documents.split(",")], folder, seconds, shown=not for_programs)
        _told(runs, for_programs=for_programs, save=save)
        return
    if data is None:
        raise click.UsageError("Name the folder of sets: --data PATH.")
    rows = measure(data, shipped_bank(), postgres=postgres)
    click.echo(as_json(rows) if for_programs else as_text(rows))


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    """The folder to build in; one that goes afterwards if none was named."""
    if keep is not None:
        yield keep
        return
    with tempfile.TemporaryDirectory() as place:
        yield Path(place)


def _speeds(sizes: list[int], folder: Path, seconds: float, *, shown: bool) -> "list[Run]":
    from exchange.search.bench.speed import report, run  # noqa: PLC0415 - numpy, for this measurement only

    runs = []
    for size in sizes:
        runs.append(run.measure(size, folder, lambda said: click.echo(said, err=True), seconds=seconds))
        if shown:
            click.echo(report.as_text(runs[-1]))
    return runs


def _told(runs: "list[Run]", *, for_programs: bool, save: Path | None) -> None:
    from exchange.search.bench.speed import report  # noqa: PLC0415 - the same

    if for_programs:
        click.echo(report.as_json(runs))
    if save is not None:
        save.write_text(report.as_json(runs), encoding="utf-8")
