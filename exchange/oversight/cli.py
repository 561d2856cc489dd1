"""`exchange audit`: check the trail, take it along."""

import json
import sys
from dataclasses import asdict

import click

from exchange.audit.reading import check, every_entry, seal_at
from exchange.kernel.errors import KernelError
from exchange.web.db import reading


@click.group("audit")
def audit() -> None:
    """Who did what: the sealed trail."""


@audit.command("verify")
@click.option("--expect", default="", help="NUMBER:SEAL of an earlier check: shows that the end was not cut off.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def verify(*, expect: str, as_json: bool) -> None:
    """Follow the chain from the first act to the newest; exit 1 when a line was changed or is missing."""
    found = check(reading())
    if as_json:
        click.echo(json.dumps(asdict(found) | {"holds": found.holds}))
    elif found.holds:
        click.echo(f"The trail holds: {found.rows} acts. Keep this elsewhere: {found.rows}:{found.newest_seal}")
    else:
        click.echo(f"The trail is broken at number {found.broken_at}: it was changed, or one is missing.")
    if expect:
        _compare(expect)
    if not found.holds:
        sys.exit(1)


@audit.command("export")
def export() -> None:
    """Write every act as one line of JSON to standard output."""
    for entry in every_entry(reading()):
        click.echo(json.dumps(asdict(entry), default=str, ensure_ascii=False, sort_keys=True))


_MOST_DIGITS = 18  # a database takes no longer number


def _compare(expect: str) -> None:
    number, _, seal = expect.partition(":")
    if not number.isdecimal() or len(number) > _MOST_DIGITS or not seal:
        raise KernelError("--expect is written NUMBER:SEAL, as an earlier check printed it.")
    if seal_at(reading(), int(number)) != seal:
        raise KernelError(f"Act {number} is not what it was: the trail was cut off or written anew since then.")


commands: tuple[click.Command, ...] = (audit,)
