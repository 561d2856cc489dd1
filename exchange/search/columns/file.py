"""The store as a file: a head that says what follows, then the arrays one after another."""

import json
import math
import mmap
import threading
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any
from weakref import WeakSet

import numpy as np

from exchange.search.columns.layout import ALIGNMENT, FORMAT, MAGIC, Arrays, kind_of

_HEAD = len(MAGIC) + 8  # the mark, then the length of the description as eight digits
_ENTRY = 140  # bytes at most that the head says of an array, beside the name of a dimension
_OF_STREAMS = 60  # arrays at most of all streams
_mapped_files: WeakSet[mmap.mmap] = WeakSet()
_listing = threading.Lock()


class WrongStoreError(ValueError):
    """The file is not a store of this format, or not as it was written. It is made again from its segment."""


class StoreWriter:
    """Takes arrays one group after another, so that they need not be in memory together, and the head at the end."""

    def __init__(self, file: IO[bytes]) -> None:
        """The caller closes the file and flushes it to the disk."""
        self._file = file
        self._plan: dict[str, dict[str, object]] = {}
        self._at = 0
        self._base = 0

    def add(self, arrays: Arrays) -> None:
        """The next arrays. The first group decides how much room the head gets."""
        if not self._base:
            names = json.dumps(list(arrays))
            self._base = _padded(_HEAD + len(names) + _ENTRY * (len(arrays) + _OF_STREAMS))
            self._file.write(bytes(self._base))
        for name, array in arrays.items():
            kind_of(name)
            content = _content(array)
            self._plan[name] = {
                "dtype": array.dtype.str,
                "shape": array.shape,
                "at": self._at,
                "crc": zlib.crc32(content),
            }
            self._file.write(content)
            self._file.write(bytes(_padded(array.nbytes) - array.nbytes))
            self._at += _padded(array.nbytes)

    def finish(self) -> None:
        """Write the head."""
        described = json.dumps({"format": FORMAT, "size": self._at, "arrays": self._plan}).encode()
        described = described.ljust(self._base - _HEAD)
        assert len(described) == self._base - _HEAD  # noqa: S101 - the room was reckoned with the widest numbers
        self._file.seek(0)
        self._file.write(MAGIC + b"%08d" % len(described) + described)


def read_store(path: Path) -> Arrays:
    """The arrays in place, mapped into memory; length and format are checked, contents only by `checked_store`.

    Raises:
        WrongStoreError: it is damaged, cut short or of another format.
    """
    return _mapped(*_opened(path))


def checked_store(path: Path) -> Arrays:
    """The same, with every byte read and compared with the checksums.

    Raises:
        WrongStoreError: also when an array is not as it was written.
    """
    mapped, plan, base = _opened(path)
    arrays = _mapped(mapped, plan, base)
    for name, array in arrays.items():
        if zlib.crc32(_content(array)) != plan[name]["crc"]:
            raise WrongStoreError(f"{path.name}: {name}")
    return arrays


def let_go() -> None:
    """Let go of the pages of all open stores; the system's own copy of the file gives them again when they are read.

    A process keeps every page that it has ever read: 240 MB of a store after ten busy minutes, of which a search reads
    a few.
    """
    if hasattr(mmap, "MADV_DONTNEED"):
        with _listing:
            held = list(_mapped_files)
        for mapped in held:
            mapped.madvise(mmap.MADV_DONTNEED)


def _mapped(mapped: mmap.mmap, plan: Mapping[str, dict[str, Any]], base: int) -> Arrays:
    made = {}
    for name, held in plan.items():
        if held["dtype"] != np.dtype(kind_of(name).dtype).str:
            raise WrongStoreError(name)
        array = np.frombuffer(mapped, held["dtype"], math.prod(held["shape"]), base + held["at"])
        made[name] = array.reshape(held["shape"])
    return made


def _opened(path: Path) -> tuple[mmap.mmap, dict[str, dict[str, Any]], int]:
    try:
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        with _listing:
            _mapped_files.add(mapped)
        length = int(mapped[len(MAGIC) : _HEAD])
        head = json.loads(mapped[_HEAD : _HEAD + length])
        if mapped[: len(MAGIC)] != MAGIC or head["format"] != FORMAT or _HEAD + length + head["size"] != len(mapped):
            raise WrongStoreError(path.name)
    except (ValueError, KeyError, TypeError) as error:
        raise WrongStoreError(path.name) from error
    return mapped, head["arrays"], _HEAD + length


def _content(array: np.ndarray) -> memoryview | bytes:
    """The bytes of an array, in place."""
    return np.ascontiguousarray(array).data.cast("B") if array.size else b""


def _padded(size: int) -> int:
    return -(-size // ALIGNMENT) * ALIGNMENT
