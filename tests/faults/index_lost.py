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
REBUILT_WITHIN = 90.0  # the keeper looks once a minute; the rebuilding itself has 30 s
_QUESTION = "/search.json?q=open"


def run(lab: Lab) -> list[Finding]:
    """Each harm under load: pages and search go on at once, and the index is whole again by itself."""
    everything, healed, trap = Load(), {}, lab.folder / "sprung"
    with installation(lab) as own:
        own.start()
        for name, harm in harms(trap).items():
            with running(own, writers=1, readers=4, pause=0.05) as load:
                harm(folder_of(own, "index"))
                healed[name] = _seconds_until_whole(own)
            everything.writes += load.writes
            everything.statuses += load.statuses
        settled = wait_until_settled(own)
        found = after(own, everything)
    strange = sorted({*everything.statuses} - {200, UNREACHED})
    says = ", ".join(f"{name} {seconds:.0f} s" for name, seconds in healed.items())
    return [
        *found,
        Finding("I13", settled, "background work caught up"),
        Finding("I15", max(healed.values()) <= REBUILT_WITHIN, f"whole again after: {says}"),
        Finding("I27", not strange and not trap.exists(), f"pages and searches that failed: {strange or 'none'}"),
    ]


def harms(trap: Path) -> dict[str, Callable[[Path], None]]:
    """By name: what is done to the folder."""
    return {
        "deleted": lambda folder: shutil.rmtree(folder, ignore_errors=True),
        "cut short": lambda folder: _change(folder, lambda content: content[: len(content) // 2]),
        "flipped": lambda folder: _change(folder, _flipped),
        "foreign pickle": lambda folder: _change(folder, lambda _content: pickle.dumps(_Trap(str(trap)))),
    }


class _Trap:
    """Makes a file when somebody unpickles it."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[..., object], tuple[str, str]]:
        return (open, (self.path, "w"))


def _flipped(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :] if content else content


def _change(folder: Path, change: Callable[[bytes], bytes]) -> None:
    """Each file is replaced as a failing disk or a stranger would: the old one may still be open."""
    for path in [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock"]:
        fresh = path.with_name(path.name + ".harm")
        fresh.write_bytes(change(path.read_bytes()))
        fresh.chmod(0o600)
        fresh.replace(path)


def _seconds_until_whole(own: Installation) -> float:
    """Until a search finds the practice and the index is equal to the database again."""
    client, began = Client(own, None), time.monotonic()
    while time.monotonic() - began < REBUILT_WITHIN + 30:
        if own.world.public.slug in client.page(_QUESTION) and _is_whole(own):
            break
        time.sleep(1.0)
    return time.monotonic() - began


def _is_whole(own: Installation) -> bool:
    with own.app.app_context():
        found = index_finding(own)
        db.engine.dispose()
    return found.held
