"""Kills and failing disks, a few of each; `make faults` does thousands."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

import pytest

from exchange.search.nearness import Entry
from exchange.search.port import Drop, Put, SearchUnavailableError
from exchange.search.whoosh import plan
from exchange.search.whoosh.disk import Disk
from exchange.search.whoosh.index import WhooshIndex
from tests.faults.index_kill import KEY, expected, kills, standing, thing
from tests.search.samples import ask

STAMP = 20


@pytest.mark.slow
def test_a_killed_writer_loses_nothing_that_it_confirmed(tmp_path: Path) -> None:
    found = kills(tmp_path / "index", 10)
    assert (found.rounds, found.lost, found.unequal) == (10, 0, 0), str(found)
    assert found.confirmed > 0


class FailingDisk(Disk):
    """A disk of which the n-th step fails, once."""

    def __init__(self, fails_at: int) -> None:
        self.steps = 0
        self.fails_at = fails_at

    def _step(self) -> None:
        self.steps += 1
        if self.steps == self.fails_at:
            raise OSError(28, "No space left on device")

    def create(self, path: Path, mode: str = "wb") -> IO[Any]:
        self._step()
        return super().create(path, mode)

    def flush(self, path: Path) -> None:
        self._step()
        super().flush(path)

    def rename(self, old: Path, new: Path) -> None:
        self._step()
        super().rename(old, new)

    def remove(self, path: Path) -> None:
        self._step()
        super().remove(path)


def test_whichever_step_of_a_commit_fails_it_is_done_whole_or_not_at_all(tmp_path: Path) -> None:
    step, was_hit = 0, True
    while was_hit:
        step += 1
        folder = tmp_path / f"{step}"
        WhooshIndex(folder, key=KEY).rebuild(standing(STAMP), STAMP)
        disk = FailingDisk(step)
        writer = WhooshIndex(folder, key=KEY, lock_seconds=0.5, disk=disk)
        try:
            writer.apply([Put(thing(STAMP + 1))], STAMP + 1)
            confirmed = True
        except SearchUnavailableError:
            confirmed = False
        was_hit, disk.fails_at = disk.steps >= step, 0
        entries = WhooshIndex(folder, key=KEY).entries()
        assert entries == expected(STAMP + 1) or (not confirmed and entries == expected(STAMP)), step
        writer.apply([Put(thing(STAMP + 1))], STAMP + 1)  # the same process, no lock left behind
        assert WhooshIndex(folder, key=KEY).entries() == expected(STAMP + 1), step
        assert len(list((folder / "000001").iterdir())) == 1 + 2 * writer.status().segments, step
    assert step > 10


class OvertakenDisk(Disk):
    """Another writer commits when the first column store has been written, before it is part of anything."""

    def __init__(self) -> None:
        self.meanwhile: Callable[[], None] | None = None

    def flush(self, path: Path) -> None:
        super().flush(path)
        meanwhile, self.meanwhile = (self.meanwhile, None) if path.suffix == ".columns" else (None, self.meanwhile)
        if meanwhile is not None:
            meanwhile()


def test_a_merge_keeps_what_was_deleted_and_added_meanwhile(tmp_path: Path) -> None:
    disk = OvertakenDisk()
    index = WhooshIndex(tmp_path / "index", key=KEY, disk=disk)
    index.rebuild((), 0)
    for stamp in range(1, plan.FAN + 1):  # with so many others that no segment goes into the next one
        others = [replace(thing(0), key=f"other:{stamp}:{n}", group=f"o{stamp}") for n in range(plan.TINY)]
        index.apply([Put(one) for one in (thing(stamp), *others)], stamp)
    assert index.status().segments == plan.FAN
    standing_before = index.entries()
    other = WhooshIndex(tmp_path / "index", key=KEY)
    total = ask(index, "care").total

    def meanwhile() -> None:
        """Neither readers nor writers wait for the merge."""
        assert ask(index, "care").total == total
        other.apply([Drop("s3"), Put(thing(7))], 7)
        assert ask(index, "care").total == total  # s3 for s7

    disk.meanwhile = meanwhile
    assert index.merge()
    gone, new = (Entry(one.key, one.fingerprint) for one in (thing(3), thing(7)))
    kept = standing_before - {gone} | {new}
    assert (index.status().segments, index.entries()) == (2, kept)
    assert WhooshIndex(tmp_path / "index", key=KEY).entries() == kept
