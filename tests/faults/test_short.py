"""A few seconds of the fault runs in the suite: killing, and the frame that reports them (I12, I14)."""

from pathlib import Path

import pytest

from tests.faults import frame, kill
from tests.faults.frame import SQLITE, Fault, Finding, Lab, Result
from tests.support.databases import ON_POSTGRES


class Short(Lab):
    """Two rounds."""

    def times(self, *, short: int, long: int) -> int:  # noqa: ARG002 - shorter than either
        return 2


@pytest.mark.slow
@pytest.mark.skipif(ON_POSTGRES, reason="make faults runs it on both")
def test_what_was_acknowledged_survives_being_killed(tmp_path: Path) -> None:
    findings = kill.run(Short(tmp_path, SQLITE, is_long=False))
    assert [finding for finding in findings if not finding.held and "ready again" not in finding.says] == []


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
