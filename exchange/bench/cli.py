"""`exchange bench`: the measures of docs/measures.md."""

import tempfile
from dataclasses import replace
from pathlib import Path

import click

from exchange.app import create_app
from exchange.bench.copies import copy_folder, multiply
from exchange.bench.insights import measure
from exchange.bench.load import load
from exchange.bench.meetings import measure_calendar
from exchange.bench.mixing import Mix, streams
from exchange.bench.pages import measure_pages
from exchange.bench.search import search
from exchange.setup import demo_settings


@click.group("bench")
def bench() -> None:
    """Measure this installation's speed on a copy of the demonstration."""


@bench.command("pages")
@click.option("--practices", default=1000, show_default=True, type=click.IntRange(1, 100_000))
@click.option("--keep", type=click.Path(path_type=Path), help="Keep the filled data folder here.")
def pages(*, practices: int, keep: Path | None) -> None:
    """Median and p95 of the server's time for each kind of page, with so many practices."""
    settings = demo_settings(8000)
    with tempfile.TemporaryDirectory() as place:
        folder = keep or Path(place) / "data"
        copy_folder(settings.folder, folder)
        app = create_app(replace(settings, data=str(folder), log_level="error"))
        click.echo(f"{multiply(app, practices)} practices")
        for found in measure_pages(app):
            click.echo(f"{found.median_ms:8.1f} ms {found.p95_ms:8.1f} ms p95  {found.page}")


@bench.command("insights")
@click.option("--practices", default=10_000, show_default=True, type=click.IntRange(1, 100_000))
@click.option("--comments", default=50_000, show_default=True, type=click.IntRange(0, 1_000_000))
@click.option("--meetings", default=5_000, show_default=True, type=click.IntRange(0, 100_000))
def insights(*, practices: int, comments: int, meetings: int) -> None:
    """The figures: first count, a day's update, the page."""
    settings = demo_settings(8000)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "data"
        copy_folder(settings.folder, folder)
        app = create_app(replace(settings, data=str(folder), log_level="error"))
        multiply(app, practices, indexed=False)
        found = measure(app, comments=comments, meetings=meetings)
    click.echo(f"{found.practices} practices, {comments} comments, {meetings} meetings")
    click.echo(f"first count {found.first_count_seconds:.1f} s, a day's update {found.day_seconds:.2f} s")
    page = f"median {found.median_ms:.1f} ms, p95 {found.p95_ms:.1f} ms, processor {found.cpu_ms:.1f} ms"
    click.echo(f"page: {page}, {found.queries} queries")


@bench.command("calendar")
@click.option("--meetings", default=2000, show_default=True, type=click.IntRange(1, 100_000))
@click.option("--days", default=365, show_default=True, type=click.IntRange(1, 3650), help="Over which they lie.")
def calendar(*, meetings: int, days: int) -> None:
    """Server time of each view of the calendar of meetings."""
    settings = demo_settings(8000)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "data"
        copy_folder(settings.folder, folder)
        app = create_app(replace(settings, data=str(folder), log_level="error"))
        found = measure_calendar(app, meetings=meetings, days=days)
    click.echo(f"{meetings} meetings in {days} days")
    for one in found:
        times = f"{one.median_ms:6.1f} ms {one.p95_ms:6.1f} ms p95 {one.cpu_ms:6.1f} ms of work"
        click.echo(f"{times}  {one.queries} queries  {one.page}")


@bench.command("load")
@click.option("--port", required=True, type=click.IntRange(1, 65535), help="Of the server that serves EXCHANGE_DATA.")
@click.option("--rate", default=300, show_default=True, type=click.IntRange(1, 5000), help="Pages read a second.")
@click.option("--inside", default=0.3, show_default=True, type=click.FloatRange(0, 1), help="Share read by officials.")
@click.option("--writes", default=20, show_default=True, type=click.IntRange(0, 500), help="Comments a second.")
@click.option("--seconds", default=30, show_default=True, type=click.IntRange(1, 3600))
def load_command(*, port: int, rate: int, inside: float, writes: int, seconds: int) -> None:
    """Mixed reading and writing at fixed rates; an answer that comes late because others wait counts as late."""
    app = create_app(replace(demo_settings(port), log_level="error"))
    asked = streams(app, Mix(rate, inside, writes))
    click.echo("| what | asked | errors | per second | p50 ms | p95 ms | p99 ms |\n|---|---|---|---|---|---|---|")
    for one in load(port=port, streams=asked, seconds=seconds):
        figures = (one.asked, one.errors, one.per_second, one.p50_ms, one.p95_ms, one.p99_ms)
        click.echo(f"| {one.kind} | " + " | ".join(map(str, figures)) + " |")


bench.add_command(search)
