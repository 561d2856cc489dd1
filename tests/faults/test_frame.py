"""The frame that reports the fault runs: what was not looked at has not held."""

from pathlib import Path

from tests.faults import frame
from tests.faults.frame import POSTGRES, SQLITE, Fault, Finding, Result
from tests.faults.report import write_report


def test_a_fault_that_looked_at_too_little_has_not_held() -> None:
    fault = Fault("x", "1 · x", (SQLITE,), ("I12", "I13"), lambda _lab: [])
    assert not Result(fault, SQLITE, [Finding("I12", held=True)], 1.0).held
    assert not Result(fault, SQLITE, [Finding("I12", held=True), Finding("I13", held=False)], 1.0).held
    whole = Result(fault, SQLITE, [Finding("I12", held=True), Finding("I13", held=True, says="fine")], 1.0)
    assert whole.held
    assert "| 1 · x | sqlite | held | held | 1 |" in frame.table([whole])
    assert "**BROKEN**" in frame.table([Result(fault, SQLITE, [Finding("I13", held=False)], 1.0)])
    assert "not looked at" in frame.table([Result(fault, SQLITE, [Finding("I13", held=True)], 1.0)])


def test_every_fault_of_the_folder_says_what_it_may_break() -> None:
    assert all(fault.invariants and fault.databases for fault in frame.all_faults())


def test_a_row_that_was_run_alone_leaves_the_others_in_the_written_table(tmp_path: Path) -> None:
    first = Fault("x", "9 · the index, lost", (SQLITE,), ("I12",), lambda _lab: [])
    second = Fault("y", "11 · two at once", (SQLITE, POSTGRES), ("I2", "I12"), lambda _lab: [])
    path = tmp_path / "faults.md"
    write_report(path, [Result(second, POSTGRES, [Finding("I2", held=True), Finding("I12", held=True)], 3.0)])
    write_report(path, [Result(first, SQLITE, [Finding("I12", held=False, says="2 lost: a, b")], 1.0)])
    write_report(path, [Result(first, SQLITE, [Finding("I12", held=True, says="0 lost: none, never")], 2.0)])
    lines = path.read_text(encoding="utf-8").splitlines()
    assert "| fault | database | I2 | I12 | seconds |" in lines
    assert lines.index("| 9 · the index, lost | sqlite | · | held | 2 |") < lines.index(
        "| 11 · two at once | postgres | held | held | 3 |"
    )
    assert [line for line in lines if line.startswith("- ")] == [
        "- 9 · the index, lost, sqlite: I12 0 lost: none, never"
    ]
