"""The frame that reports the fault runs: what was not looked at has not held."""

from tests.faults import frame
from tests.faults.frame import SQLITE, Fault, Finding, Result


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
