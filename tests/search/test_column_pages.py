"""A process does not keep every page of a store that it has ever read."""

from pathlib import Path

import numpy as np
import pytest

from exchange.search.columns.file import StoreWriter, let_go, read_store

SIZE = 4 << 20


@pytest.mark.skipif(not Path("/proc/self/smaps").exists(), reason="only Linux says which pages a process holds")
def test_pages_of_a_store_are_let_go_and_read_again(tmp_path: Path) -> None:
    path = tmp_path / "one.columns"
    numbers = np.random.default_rng(1).integers(0, 255, SIZE, np.uint8)
    with path.open("wb") as file:
        writer = StoreWriter(file)
        writer.add({"keys.text": numbers})
        writer.finish()
    held = read_store(path)["keys.text"]
    total = int(held.sum())
    assert pages_of(path) >= SIZE // 1024
    let_go()
    assert pages_of(path) == 0
    assert int(held.sum()) == total
    assert np.array_equal(held, numbers)


def pages_of(path: Path) -> int:
    """Kilobytes of the file in this process."""
    lines = Path("/proc/self/smaps").read_text().splitlines()
    at = next(number for number, line in enumerate(lines) if line.endswith(str(path)))
    return next(int(line.split()[1]) for line in lines[at:] if line.startswith("Rss:"))
