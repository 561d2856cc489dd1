"""Ask, and say what leaked: the mark in an answer, an answer unlike that for something absent, or something written."""

import sqlite3
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask

from exchange.accounts.models import Person
from exchange.app import deps_of
from tests.trust.probe import Answer, Prober
from tests.trust.probing.addresses import Probe, probes_of
from tests.trust.probing.practices import MARK
from tests.trust.probing.world import Probed


@dataclass
class Tally:
    """How many were asked, and what leaked."""

    probes: int = 0
    requests: int = 0
    seconds: float = 0.0  # of processor time
    leaks: list[str] = field(default_factory=list)


def all_probes(app: Flask, world: Probed) -> Iterator[tuple[str, Probe]]:
    """Every stranger with every probe, the same stranger's together."""
    for who, person in world.strangers.items():
        for hidden in world.hidden:
            runs_platform = person is not None and person.runs_platform
            yield from ((who, probe) for probe in probes_of(app, hidden, runs_platform=runs_platform))


def ask_all(app: Flask, world: Probed, probes: Iterable[tuple[str, Probe]]) -> Tally:
    """Ask each; a leak is one line that says who got what from where."""
    tally, started = Tally(), time.process_time()
    asking: Asking | None = None
    for who, probe in probes:
        if asking is None or asking.who != who:
            asking = Asking(app, who, world.strangers[who])
        tally.leaks += [f"{who}: {probe.method} {probe.hidden}: {fault}" for fault in asking.faults(probe)]
        tally.probes += 1
        tally.requests += 1 + asking.asked_for_missing
    tally.seconds = time.process_time() - started
    return tally


class Asking:
    """One stranger. What is absent is asked for once in each way: the clock stands, so it answers the same again."""

    def __init__(self, app: Flask, who: str, person: Person | None) -> None:
        self.who, self.asked_for_missing = who, 0
        self._prober = Prober(app, person)
        self._signed_in = person is not None
        self._absent: dict[tuple[str, str, str, str], Answer] = {}
        self._watch = Watch(deps_of(app).settings.folder / "exchange.sqlite3")

    def faults(self, probe: Probe) -> Iterator[str]:
        self.asked_for_missing = 0
        answer = self._ask(probe.method, probe.hidden, probe)
        if _holds_the_mark(answer):
            yield "the hidden words are in the answer"
        if probe.missing:
            yield from self._unlike_absent(probe, answer)
        if probe.method == "POST" and self._watch.something_changed():
            yield "something was written"

    def _unlike_absent(self, probe: Probe, answer: Answer) -> Iterator[str]:
        absent = self._missing(probe)
        if answer.naming(*(word for word in probe.words if word)) != absent:
            yield f"{answer.status} against {absent.status}, or other bytes"
        may_be_sent_to_sign_in = not self._signed_in and probe.access == "signed in"
        if answer.status != (303 if may_be_sent_to_sign_in else 404):
            yield f"answered {answer.status}"

    def _missing(self, probe: Probe) -> Answer:
        way = (probe.method, probe.missing, repr(probe.missing_form), repr(probe.headers))
        if way not in self._absent:
            self.asked_for_missing = 1
            answer = self._ask(probe.method, probe.missing, probe, missing=True)
            self._absent[way] = answer.naming(*(word for word in probe.words if word))
        return self._absent[way]

    def _ask(self, method: str, path: str, probe: Probe, *, missing: bool = False) -> Answer:
        if method == "GET":
            return self._prober.get(path, probe.headers)
        return self._prober.post(path, probe.missing_form if missing else probe.form, probe.headers)


class Watch:
    """Whether anybody committed something to the file since the last look: SQLite counts that itself."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path)
        self._seen = self._version()

    def something_changed(self) -> bool:
        before, self._seen = self._seen, self._version()
        return before != self._seen

    def _version(self) -> int:
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])


def _holds_the_mark(answer: Answer) -> bool:
    said = MARK.lower()
    return said.encode() in answer.body.lower() or any(said in value.lower() for _, value in answer.headers)
