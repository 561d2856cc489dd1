"""What the port asks of an encoder, where one is installed: which documents are near a question in meaning."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Entry:
    """What the index holds of one document."""

    key: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Near:
    """A document near in meaning: where its vectors stand, how near it is, and its nearest piece as written."""

    place: int
    score: float
    piece: str


class Nearness(Protocol):
    """A question by meaning (the optional encoder). It only hears of documents that the reader may see (I2)."""

    @property
    def version(self) -> int:
        """Another number: places have to be asked for again."""

    def places(self, marks: "NDArray[np.uint64]") -> "NDArray[np.int64]":
        """Where the vectors of documents with these marks (`contents.marks`) stand; -1 for a document without."""

    def nearest(self, places: "NDArray[np.int64]") -> Sequence[Near]:
        """The nearest of the documents at these places, best first."""
