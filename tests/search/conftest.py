"""Both engines, empty, behind one fixture."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from exchange.search.memory import MemoryIndex
from exchange.search.port import SearchIndex
from exchange.search.whoosh.index import WhooshIndex


@pytest.fixture(params=["memory", "whoosh"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SearchIndex]:
    made: SearchIndex = MemoryIndex() if request.param == "memory" else WhooshIndex(tmp_path / "index", key=b"test")
    made.rebuild((), 0)
    yield made
    made.close()
