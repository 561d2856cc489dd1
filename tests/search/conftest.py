"""Both engines, empty, behind one fixture."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from exchange.search.meaning.encoder import FILES
from exchange.search.memory import MemoryIndex
from exchange.search.port import SearchIndex
from exchange.search.whoosh.index import WhooshIndex


@pytest.fixture(params=["memory", "whoosh"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SearchIndex]:
    made: SearchIndex = MemoryIndex() if request.param == "memory" else WhooshIndex(tmp_path / "index", key=b"test")
    made.rebuild((), 0)
    yield made
    made.close()


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the model, made once: it takes seconds."""
    from exchange.search.meaning.model import kept  # noqa: PLC0415 - only where the extra is installed

    return kept(tmp_path_factory.mktemp("meaning") / FILES)
