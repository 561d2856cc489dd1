"""The store as a file: a head that says what follows, then the arrays one after another."""

import json
import mmap
import zlib
from pathlib import Path
from typing import IO, Any

import numpy as np

from exchange.search.columns.layout import ALIGNMENT, FORMAT, MAGIC, Arrays, kind_of

_HEAD = len(MAGIC) + 8  # the mark, then the length of the description as eight digits


class WrongStoreError(ValueError):
    """The file is not a store of this format, or not as it was written. It is made again from its segment."""


def write_store(file: IO[bytes], arrays: Arrays) -> None:
    """Write everything into a new file; the caller closes it and flushes it to the disk."""
    plan, at = {}, 0
    for name, array in arrays.items():
        kind_of(name)
        plan[name] = {"dtype": array.dtype.str, "shape": array.shape, "at": at, "crc": _checksum(array)}
        at += _padded(array.nbytes)
    described = json.dumps({"format": FORMAT, "size": at, "arrays": plan}).encode()
    described += b" " * (_padded(_HEAD + len(described)) - _HEAD - len(described))
    file.write(MAGIC + b"%08d" % len(described) + described)
    for array in arrays.values():
        file.write(array.tobytes())
        file.write(bytes(_padded(array.nbytes) - array.nbytes))


def read_store(path: Path) -> Arrays:
    """The arrays in place, mapped into memory; length and format are checked, contents only by `check_store`.

    Raises:
        WrongStoreError: it is damaged, cut short or of another format.
    """
    mapped, plan, base = _opened(path)
    made = {}
    for name, held in plan.items():
        kind = kind_of(name)
        if np.dtype(held["dtype"]) != np.dtype(kind.dtype):
            raise WrongStoreError(name)
        count = int(np.prod(held["shape"]))
        made[name] = np.frombuffer(mapped, held["dtype"], count, base + held["at"]).reshape(held["shape"])
    return made


def check_store(path: Path) -> None:
    """Read every byte and compare it with the checksums.

    Raises:
        WrongStoreError: an array is not as it was written.
    """
    _, plan, _ = _opened(path)
    for name, array in read_store(path).items():
        if _checksum(array) != plan[name]["crc"]:
            raise WrongStoreError(f"{path.name}: {name}")


def _opened(path: Path) -> tuple[mmap.mmap, dict[str, dict[str, Any]], int]:
    try:
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        length = int(mapped[len(MAGIC) : _HEAD])
        head = json.loads(mapped[_HEAD : _HEAD + length])
        if mapped[: len(MAGIC)] != MAGIC or head["format"] != FORMAT or _HEAD + length + head["size"] != len(mapped):
            raise WrongStoreError(path.name)
    except (ValueError, KeyError, TypeError) as error:
        raise WrongStoreError(path.name) from error
    return mapped, head["arrays"], _HEAD + length


def _checksum(array: np.ndarray) -> int:
    return zlib.crc32(np.ascontiguousarray(array).data.cast("B")) if array.size else 0


def _padded(size: int) -> int:
    return -(-size // ALIGNMENT) * ALIGNMENT
