"""Many short texts as one array of bytes, and how one of them is found."""

import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from exchange.search.columns.layout import Arrays
from exchange.search.columns.ragged import starts_of

_HASH_BYTES = 8


def encoded(text: str) -> bytes:
    """A text as the store keeps it; lone surrogates, which no one can type but programs send, survive."""
    return text.encode("utf-8", "surrogatepass")


def decoded(text: bytes) -> str:
    """What `encoded` made."""
    return text.decode("utf-8", "surrogatepass")


def hash_of(text: bytes) -> int:
    """64 bits that are the same in every process."""
    return int.from_bytes(hashlib.blake2b(text, digest_size=_HASH_BYTES).digest(), "little")


def hashes_of(texts: Iterable[bytes]) -> NDArray[np.uint64]:
    """The hashes of many texts."""
    digest = hashlib.blake2b
    joined = b"".join([digest(text, digest_size=_HASH_BYTES).digest() for text in texts])
    return np.frombuffer(joined, "<u8")


def text_arrays(name: str, texts: Sequence[bytes]) -> Arrays:
    """The arrays `name.text` and `name.text.start`."""
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    return {f"{name}.text": np.frombuffer(b"".join(texts), np.uint8), f"{name}.text.start": starts_of(lengths)}


def hash_arrays(name: str, texts: Iterable[bytes]) -> Arrays:
    """The arrays by which a term is found."""
    hashes = hashes_of(texts)
    order = np.argsort(hashes)
    return {f"{name}.hash": hashes[order], f"{name}.hash.term": order.astype(np.uint32)}


class Texts(Sequence[bytes]):
    """Texts in place: nothing is copied but what is asked for."""

    def __init__(self, arrays: Arrays, name: str) -> None:
        self._bytes = memoryview(np.ascontiguousarray(arrays[f"{name}.text"]).data)
        self._start = arrays[f"{name}.text.start"]

    def __len__(self) -> int:
        return len(self._start) - 1

    def __getitem__(self, number: int) -> bytes:  # type: ignore[override]  # no slices: `all` reads everything
        if number >= len(self):
            raise IndexError(number)
        return bytes(self._bytes[int(self._start[number]) : int(self._start[number + 1])])

    def all(self) -> list[bytes]:
        """Every text, read at once."""
        joined, starts = bytes(self._bytes), self._start.tolist()
        return [joined[begin:end] for begin, end in pairwise(starts)]

    def beginning_with(self, prefix: bytes) -> range:
        """Numbers of the texts that begin so; the texts stand in ascending order."""
        low = bisect_left(self, prefix)
        above = prefix.rstrip(b"\xff")
        if not above:
            return range(low, len(self))
        above = above[:-1] + bytes([above[-1] + 1])
        return range(low, bisect_left(self, above, low))
