"""Fault 9: the index is deleted, cut short, flipped, or replaced by a foreign pickle under a live server."""

import pickle
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from exchange.web.db import db
from tests.faults.frame import Finding, Lab
from tests.faults.invariants import after, index_finding, wait_until_settled
from tests.faults.load import Load, running
from tests.faults.server import UNREACHED, Client, Installation, folder_of, installation

FAULT = "9 · the index is deleted, cut short, flipped or foreign"
INVARIANTS = ("I12", "I13", "I14", "I15", "I27")
REBUILT_WITHIN = 60.0
_QUESTION = "/search.json?q=open"
_SHORT = ("deleted", "one file cut short", "foreign pickle")
Harm = Callable[[Path], None]


def run(lab: Lab) -> list[Finding]:
    """Each harm under load: pages and search go on at once, and the index is whole again by itself."""
    everything, healed, unfound, trap = Load(), dict[str, float](), list[str](), lab.folder / "sprung"
    with installation(lab) as own:
        own.start()
        for name, harm in harms(trap).items():
            if not lab.is_long and name not in _SHORT:
                continue
            with running(own, writers=1, readers=4, pause=0.05) as load:
                harm(folder_of(own, "index"))
                unfound += [f"{name} ({Client(own, None).status(_QUESTION)})"] if not _finds(own) else []
                healed[name] = own.seconds_of(lambda: _until_whole(own))
            everything.writes += load.writes
            everything.statuses += load.statuses
        settled = wait_until_settled(own)
        found = after(own, everything)
    strange = sorted({*everything.statuses} - {200, UNREACHED})
    says = ", ".join(f"{name} {seconds:.0f} s" for name, seconds in healed.items())
    went_on = f"pages and searches that failed: {strange or 'none'}; not found at once after: {unfound or 'none'}"
    return [
        *found,
        Finding("I13", settled, "background work caught up"),
        Finding("I15", max(healed.values()) <= REBUILT_WITHIN, f"whole again after: {says}"),
        Finding("I27", not strange and not unfound and not trap.exists(), went_on),
    ]


def harms(trap: Path) -> dict[str, Harm]:
    """By name: what is done to the folder."""
    return {
        "deleted": lambda folder: shutil.rmtree(folder, ignore_errors=True),
        "one file cut short": lambda folder: _change(_largest(folder), _half),
        "all cut short": lambda folder: _change_all(folder, _half),
        "flipped": lambda folder: _change_all(folder, _flipped),
        "foreign pickle": lambda folder: _change_all(folder, lambda _content: pickle.dumps(_Trap(str(trap)))),
    }


class _Trap:
    """Makes a file when somebody unpickles it."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[..., object], tuple[str, str]]:
        return (open, (self.path, "w"))


def _half(content: bytes) -> bytes:
    return content[: len(content) // 2]


def _flipped(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :] if content else content


def _files(folder: Path) -> list[Path]:
    """The index's own; the vectors beside it are another cache."""
    inside = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock"]
    return [path for path in inside if "meaning" not in path.parts]


def _largest(folder: Path) -> Path:
    """A rebuilt index may be swapped in at this moment."""
    end = time.monotonic() + 30
    while not (found := _files(folder)) and time.monotonic() < end:
        time.sleep(0.2)
    return max(found, key=lambda path: path.stat().st_size)


def _change_all(folder: Path, change: Callable[[bytes], bytes]) -> None:
    for path in _files(folder):
        _change(path, change)


def _change(path: Path, change: Callable[[bytes], bytes]) -> None:
    """The file is replaced as a failing disk or a stranger would: the old one may still be open."""
    fresh = path.with_name(path.name + ".harm")
    fresh.write_bytes(change(path.read_bytes()))
    fresh.chmod(0o600)
    fresh.replace(path)


def _finds(own: Installation) -> bool:
    return own.world.public.slug in Client(own, None).page(_QUESTION)


def _until_whole(own: Installation) -> None:
    """Until a search finds the practice and the index is equal to the database again."""
    end = time.monotonic() + 2 * REBUILT_WITHIN
    while time.monotonic() < end and not (_finds(own) and _is_whole(own)):
        time.sleep(1.0)


def _is_whole(own: Installation) -> bool:
    with own.app.app_context():
        found = index_finding(own)
        db.engine.dispose()
    return found.held
