"""Kills and failing disks, a few of each; `make faults` does thousands."""

from pathlib import Path
from typing import IO, Any

import pytest

from exchange.kernel.languages import Language
from exchange.search.port import Put, SearchUnavailableError
from exchange.search.whoosh.disk import Disk
from exchange.search.whoosh.index import WhooshIndex
from tests.faults.index_kill import KEY, expected, kills, standing, thing
from tests.search.samples import document

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
        self._fails_at = fails_at

    def _step(self) -> None:
        self.steps += 1
        if self.steps == self._fails_at:
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
    step, steps = 0, 1
    while step < steps:
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
        entries = WhooshIndex(folder, key=KEY).entries()
        assert entries == expected(STAMP + 1) or (not confirmed and entries == expected(STAMP)), step
        writer.apply([Put(thing(STAMP + 1))], STAMP + 1)  # the same process, no lock left behind
        assert WhooshIndex(folder, key=KEY).entries() == expected(STAMP + 1), step
        assert len(list((folder / "000001").iterdir())) == 1 + 2 * writer.status().segments, step
        steps = max(steps, disk.steps)
    assert step > 10


def test_merging_changes_no_answer_and_keeps_what_was_deleted_meanwhile(tmp_path: Path) -> None:
    index = WhooshIndex(tmp_path / "index", key=KEY)
    index.rebuild((), 0)
    for stamp in range(1, 6):
        index.apply([Put(thing(stamp))], stamp)
    other = WhooshIndex(tmp_path / "index", key=KEY)
    assert index.status().segments == 5
    written = index._writer._committer.write  # noqa: SLF001 - the moment between writing and committing

    def write_and_be_overtaken(*values: Any, **options: Any) -> Any:
        made = written(*values, **options)
        index._writer._committer.write = written  # type: ignore[method-assign]  # noqa: SLF001
        other.apply([Put(thing(3 + 90)), Put(document("new", Language.EN, "Care"))], 6)
        return made

    index._writer._committer.write = write_and_be_overtaken  # type: ignore[method-assign]  # noqa: SLF001
    assert index.merge()
    kept = {entry for entry in expected(5) if entry.key != thing(3).key}
    assert index.status().segments == 2
    assert kept < index.entries()
    assert {entry.key for entry in index.entries()} == {thing(n).key for n in range(1, 6)} | {"practice:new:en"}
