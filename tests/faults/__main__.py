"""`python -m tests.faults [NAME…] [--database sqlite|postgres] [--long] [--write FILE]`; exit 1 if something broke."""

import sys
import tempfile
import time
import traceback
from pathlib import Path

import click

from tests.faults.frame import POSTGRES, SQLITE, Fault, Finding, Result, all_faults, lab, table
from tests.faults.report import write_report


@click.command()
@click.argument("names", nargs=-1)
@click.option("--database", type=click.Choice([SQLITE, POSTGRES]), help="Only on this one.")
@click.option("--long", "is_long", is_flag=True, help="The numbers of trust.md section 4; takes hours.")
@click.option("--write", type=click.Path(path_type=Path), help="Put these rows into the table of this file.")
def main(names: tuple[str, ...], database: str | None, *, is_long: bool, write: Path | None) -> None:
    """Break things and look."""
    faults = [fault for fault in all_faults() if not names or fault.module in names]
    results = []
    for fault in faults:
        for engine in fault.databases:
            if database in (None, engine):
                results.append(_result(fault, engine, is_long=is_long))
                _say(results[-1])
    click.echo(table(results))
    if write is not None:
        write_report(write, results)
    sys.exit(0 if results and all(result.held for result in results) else 1)


def _say(result: Result) -> None:
    """One line, and why where something broke: the table comes only at the end."""
    click.echo(f"{'held  ' if result.held else 'BROKEN'}  {result.database:8}  {result.fault.name}", err=True)
    for finding in result.findings:
        if not finding.held:
            click.echo(f"        {finding.invariant} {finding.says}", err=True)


def _result(fault: Fault, engine: str, *, is_long: bool) -> Result:
    began = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="exchange-fault-") as place,
        lab(Path(place), engine, is_long=is_long) as own,
    ):
        try:
            findings = fault.run(own)
        except Exception as error:  # noqa: BLE001 - a run that breaks off is a broken invariant, and the others go on
            traceback.print_exc()
            findings = [Finding(name, held=False, says=repr(error)) for name in fault.invariants]
    return Result(fault, engine, findings, time.monotonic() - began)


if __name__ == "__main__":
    main()
