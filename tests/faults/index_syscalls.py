"""Each system call of a commit fails once in turn (trust.md faults 4 and 6), made to by strace."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from exchange.search.port import Put, SearchUnavailableError
from exchange.search.whoosh.index import WhooshIndex
from tests.faults.frame import SQLITE, Finding, Lab
from tests.faults.index_kill import KEY, expected, standing, thing

FAULT = "6 every system call of an index commit fails once"
DATABASES = (SQLITE,)
INVARIANTS = ("I12",)
CALLS = ("fsync", "rename", "openat", "write", "unlink", "flock", "mmap")
ERRORS = ("EIO", "ENOSPC")
_MOST = 400
STAMP = 40  # what stands before each commit
_DONE, _FAILED = b"d", b"f"


@dataclass(frozen=True)
class Injected:
    """One commit with one failed call. `says` is empty when it was done whole or not at all and the next one worked."""

    call: str
    number: int
    was_hit: bool
    says: str


def run(lab: Lab) -> list[Finding]:
    """Until a commit needs no more calls of that kind."""
    if not shutil.which("strace"):
        return [Finding("I12", held=False, says="strace is not installed")]
    found = [one for call in CALLS for error in ERRORS for one in injections(lab.folder, call, error)]
    broken = [f"{one.call} {one.number}: {one.says}" for one in found if one.says]
    return [Finding("I12", held=not broken, says=f"{len(found)} failed calls; {'; '.join(broken) or 'all whole'}")]


def injections(folder: Path, call: str, error: str) -> Iterator[Injected]:
    """The first call fails, then the second, and so on."""
    for number in range(1, _MOST):
        found = inject(folder / f"{call}-{error}-{number}", call, error, number)
        if not found.was_hit:
            return
        yield found


def inject(folder: Path, call: str, error: str, number: int) -> Injected:
    """A writer that lives on: a commit with the failure, then one without, in the same process."""
    folder.mkdir(parents=True)
    index = WhooshIndex(folder / "index", key=KEY)
    index.rebuild(standing(STAMP), STAMP)
    with _writer(folder / "index") as (process, ask):
        with _strace(process, folder / "log", f"{call}:error={error}:when={number}"):
            first = ask()
        was_hit = "(INJECTED)" in (folder / "log").read_text("utf-8", "replace")
        says = _judged(folder / "index", first)
        second = ask()
        if second != _DONE or WhooshIndex(folder / "index", key=KEY).entries() != expected(STAMP + 1):
            says += " the next commit failed"
    shutil.rmtree(folder)
    return Injected(call, number, was_hit, says)


def _judged(folder: Path, said: bytes) -> str:
    """Another process's eyes: the state before or the state after, and the one that was confirmed."""
    try:
        entries = WhooshIndex(folder, key=KEY).entries()
    except SearchUnavailableError as error:
        return f"unreadable ({error})"
    if said == _DONE:
        return "" if entries == expected(STAMP + 1) else "confirmed and lost"
    return "" if entries in {expected(STAMP), expected(STAMP + 1)} else "half done"


@contextmanager
def _writer(folder: Path) -> Iterator[tuple[int, "_Ask"]]:
    """A process that commits when it is asked."""
    orders, answers = os.pipe(), os.pipe()
    process = os.fork()
    if process == 0:
        try:
            _commit_on_order(folder, orders[0], answers[1])
        finally:
            os._exit(1)
    try:
        yield process, _Ask(orders[1], answers[0])
    finally:
        os.kill(process, 9)
        os.waitpid(process, 0)
        for pipe in (*orders, *answers):
            os.close(pipe)


@dataclass(frozen=True)
class _Ask:
    order: int
    answer: int

    def __call__(self) -> bytes:
        os.write(self.order, b"!")
        return os.read(self.answer, 1)


def _commit_on_order(folder: Path, orders: int, answers: int) -> None:
    index = WhooshIndex(folder, key=KEY, lock_seconds=1)
    index.entries()
    while os.read(orders, 1):
        said = _DONE
        try:
            index.apply([Put(thing(STAMP + 1))], STAMP + 1)
        except SearchUnavailableError:
            said = _FAILED
        for _ in range(9):  # the answer itself may be the call that fails
            try:
                os.write(answers, said)
                break
            except OSError:
                continue


@contextmanager
def _strace(process: int, log: Path, injection: str) -> Iterator[None]:
    call = injection.partition(":")[0]
    command = ["strace", "-f", "-p", str(process), "-e", f"trace={call}", "-e", f"inject={injection}", "-o", str(log)]
    tracer = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert tracer.stderr is not None
    tracer.stderr.readline()  # "attached"
    yield
    tracer.terminate()
    tracer.wait()
    tracer.stderr.close()
