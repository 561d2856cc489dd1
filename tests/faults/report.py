"""The written table: rows of this run replace their elders, the others stay; so a row can be run alone."""

from collections.abc import Sequence
from pathlib import Path

from tests.faults.frame import Result, cells_of

Row = tuple[str, str]  # fault and database
_TITLE = """# What was broken on purpose, and what held

Made by `python -m tests.faults --write docs/faults.md` (`make faults`): a real server is broken under load and healed;
then everything acknowledged is looked for, with the trail, the outbox, the index and the database itself. A dot: the
fault does not reach that invariant (docs/trust.md says what each one is). A power cut (12) needs a machine of its own.
"""


def write_report(path: Path, results: Sequence[Result]) -> None:
    """Put these results into the file, made when it is absent."""
    rows, figures = _read(path)
    for result in results:
        row = (result.fault.name, result.database)
        rows[row] = cells_of(result) | {"seconds": f"{result.seconds:.0f}"}
        figures[row] = [f"{finding.invariant} {finding.says}" for finding in result.findings if finding.says]
    path.write_text(_text(rows, figures), encoding="utf-8")


def _read(path: Path) -> tuple[dict[Row, dict[str, str]], dict[Row, list[str]]]:
    rows: dict[Row, dict[str, str]] = {}
    figures: dict[Row, list[str]] = {}
    columns: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        if line.startswith("| fault |"):
            columns = _split(line)
        elif line.startswith("| "):
            fault, database, *cells = _split(line)
            rows[fault, database] = {name: cell for name, cell in zip(columns[2:], cells, strict=True) if cell != "·"}
        elif line.startswith("- "):
            row, _, says = line[2:].partition(": ")
            fault, _, database = row.rpartition(", ")
            figures.setdefault((fault, database), []).append(says)
    return rows, figures


def _split(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def _text(rows: dict[Row, dict[str, str]], figures: dict[Row, list[str]]) -> str:
    invariants = {name for cells in rows.values() for name in cells} - {"seconds"}
    columns = [*sorted(invariants, key=lambda name: int(name[1:])), "seconds"]
    lines = [_TITLE, "| " + " | ".join(["fault", "database", *columns]) + " |", "|---|---|" + "---|" * len(columns)]
    ordered = sorted(rows, key=lambda row: (int(row[0].partition(" ")[0]), row))
    cells = {row: [*row, *(rows[row].get(name, "·") for name in columns)] for row in ordered}
    lines += ["| " + " | ".join(cells[row]) + " |" for row in ordered]
    lines += ["", "## Figures", ""]
    lines += [f"- {row[0]}, {row[1]}: {says}" for row in ordered for says in figures.get(row, [])]
    return "\n".join(lines) + "\n"
