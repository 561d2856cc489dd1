"""`exchange bench search`: the rows of search.md 5, ours beside the peers that are installed."""

from pathlib import Path

import click

from exchange.search.bench.quality import measure
from exchange.search.bench.rows import as_json, as_text
from exchange.vocabulary.concepts import shipped_bank


@click.command("search")
@click.option("--quality", "what", flag_value="quality", default="quality", help="What is found, on public sets.")
@click.option("--data", type=click.Path(path_type=Path, exists=True, file_okay=False), help="A folder of sets.")
@click.option("--postgres", default="", help="Address of a PostgreSQL server to compare with.")
@click.option("--json", "for_programs", is_flag=True, help="For programs.")
def search(*, what: str, data: Path | None, postgres: str, for_programs: bool) -> None:
    """How well the search finds, against SQLite FTS5, tantivy, stock Whoosh and PostgreSQL where installed.

    A set is known by its files: docs.jsonl with queries.jsonl and qrels.tsv; sentences.jsonl with a column for each
    language (and doc, where sentences make up texts); or a .tsv of lemma and form.
    """
    if what == "quality" and data is None:
        raise click.UsageError("Name the folder of sets: --data PATH.")
    rows = measure(data or Path(), shipped_bank(), postgres=postgres)
    click.echo(as_json(rows) if for_programs else as_text(rows))
