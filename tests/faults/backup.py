"""Fault 13: a backup while people write, restored into an empty place."""

import time
from dataclasses import replace

from exchange.app import deps_of
from exchange.keeping.backup import back_up
from exchange.keeping.restore import restore
from tests.faults.frame import SQLITE, Finding, Lab
from tests.faults.invariants import after
from tests.faults.load import running
from tests.faults.server import installation
from tests.support.clock import START

FAULT = "13 · backup while writing, restored into an empty place"
INVARIANTS = ("I12", "I14")
DATABASES = (SQLITE,)  # on PostgreSQL: tests/keeping, with the server's own pg_dump
RESTORED_SECONDS = 60.0


def run(lab: Lab) -> list[Finding]:
    """Every table and file equal to the manifest, within a minute."""
    with installation(lab) as own:
        own.start(seconds=60)
        with running(own, pause=0.02) as load:
            time.sleep(1.0)
            kept = back_up(own.app, lab.folder / "backup", now=START)
        began = time.monotonic()
        found = restore(replace(deps_of(own.app).settings, data=str(lab.folder / "again")), lab.folder / "backup")
        took = time.monotonic() - began
        says = f"{found.rows} rows, {found.files} files equal, restored in {took:.1f} s"
        held = (found.rows, found.files) == (kept.rows, kept.files) and took <= RESTORED_SECONDS
        return [*after(own, load, is_settled=False), Finding("I12", held, says)]
