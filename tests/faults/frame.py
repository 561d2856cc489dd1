"""What a fault run is given, what it answers, and the table that is made of it."""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from tests.support.postgres import PostgresServer, postgres_server

SQLITE, POSTGRES = "sqlite", "postgres"
_FRAME = {"__main__", "frame", "invariants", "server", "load", "disks", "test_frame", "report", "loaded", "siege"}


@dataclass(frozen=True)
class Lab:
    """A place for one fault run: an empty folder, an empty database, and how long it may take."""

    folder: Path
    database: str  # SQLITE or POSTGRES
    is_long: bool
    postgres: PostgresServer | None = None

    @property
    def address(self) -> str:
        """For EXCHANGE_DATABASE_URL; empty for SQLite in the folder."""
        return self.postgres.address("exchange") if self.postgres else ""

    def times(self, *, short: int, long: int) -> int:
        """How often to do something in this run."""
        return long if self.is_long else short

    def progress(self, done: int, says: str) -> None:
        """A line every fifty rounds of a long run, for whoever waits hours for the table."""
        if self.is_long and done % 50 == 0:
            sys.stderr.write(f"{time.strftime('%H:%M:%S')}  {self.database:8}  {done} rounds: {says}\n")
            sys.stderr.flush()


@dataclass(frozen=True)
class Finding:
    """Whether one invariant held, and the figures that say so."""

    invariant: str
    held: bool
    says: str = ""


@dataclass(frozen=True)
class Fault:
    """One module of this package."""

    module: str
    name: str
    databases: Sequence[str]
    invariants: Sequence[str]
    run: Callable[[Lab], list[Finding]]


@dataclass(frozen=True)
class Result:
    """One fault on one database."""

    fault: Fault
    database: str
    findings: Sequence[Finding]
    seconds: float

    @property
    def held(self) -> bool:
        """Every invariant that the fault can break was looked at and held."""
        looked_at = {finding.invariant for finding in self.findings}
        return all(finding.held for finding in self.findings) and looked_at >= set(self.fault.invariants)


def all_faults() -> list[Fault]:
    """Every fault of this package that reports to the frame, in the order of the table in trust.md."""
    folder = str(Path(__file__).parent)
    names = [found.name for found in iter_modules([folder]) if found.name not in _FRAME]
    reporting = [
        name for name in names if hasattr(import_module(f"tests.faults.{name}"), "FAULT")
    ]  # others print a table of their own
    return sorted((_fault(name) for name in reporting), key=lambda fault: (_number(fault.name), fault.name))


def _fault(name: str) -> Fault:
    module = import_module(f"tests.faults.{name}")
    databases = getattr(module, "DATABASES", (SQLITE, POSTGRES))
    return Fault(name, module.FAULT, databases, module.INVARIANTS, module.run)


def _number(name: str) -> int:
    digits = name.partition(" ")[0]
    return int(digits) if digits.isdigit() else 99


@contextmanager
def lab(folder: Path, database: str, *, is_long: bool) -> Iterator[Lab]:
    """An empty place for one run; it ends with the run."""
    if database == SQLITE:
        yield Lab(folder, database, is_long)
        return
    with postgres_server(keeps_disk=True) as server:
        server.run("createdb", "-h", str(server.folder), "-U", "postgres", "exchange")
        yield Lab(folder, database, is_long, server)


def table(results: Sequence[Result]) -> str:
    """Faults x invariants: held, BROKEN, or a dot where a fault does not reach."""
    columns = sorted({name for result in results for name in cells_of(result)}, key=lambda name: int(name[1:]))
    lines = ["| fault | database | " + " | ".join(columns) + " | seconds |", "|---|---|" + "---|" * (len(columns) + 1)]
    for result in results:
        cells = cells_of(result)
        row = [result.fault.name, result.database, *(cells.get(name, "·") for name in columns)]
        lines.append("| " + " | ".join([*row, f"{result.seconds:.0f}"]) + " |")
    lines += ["", "Figures:", ""]
    lines += [
        f"- {result.fault.name}, {result.database}: {finding.invariant} {finding.says}"
        for result in results
        for finding in result.findings
        if finding.says
    ]
    return "\n".join(lines)


def cells_of(result: Result) -> dict[str, str]:
    """By invariant: what stands in the table."""
    cells = dict.fromkeys(result.fault.invariants, "not looked at")
    for finding in result.findings:
        broken = not finding.held or cells.get(finding.invariant) == "**BROKEN**"
        cells[finding.invariant] = "**BROKEN**" if broken else "held"
    return cells
