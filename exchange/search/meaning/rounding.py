"""Vectors as whole numbers of one byte each: a quarter of the room for the same answers (decision 0059)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from exchange.search.meaning.encoder import DIMENSIONS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

_MOST = 127
_BLOCK = 1_024  # rows made into full numbers at a time: they stay in the processor's cache


@dataclass(frozen=True)
class Rounded:
    """Rows of whole numbers, and by what each row is multiplied."""

    rows: "NDArray[np.int8]"
    scales: "NDArray[np.float32]"

    @classmethod
    def of(cls, vectors: "Vectors") -> "Rounded":
        """These vectors, each number off by at most a 254th of the largest of its row."""
        import numpy as np  # noqa: PLC0415 - only those who ask by meaning pay for it

        largest = np.maximum(np.abs(vectors).max(axis=1), 1e-9)
        rows = np.rint(vectors * (_MOST / largest)[:, None]).astype(np.int8)
        return cls(rows, (largest / _MOST).astype(np.float32))

    @classmethod
    def read(cls, rows: bytes, scales: bytes) -> "Rounded":
        """As it was written: the bytes of both."""
        import numpy as np  # noqa: PLC0415 - see above

        return cls(np.frombuffer(rows, np.int8).reshape(-1, DIMENSIONS), np.frombuffer(scales, np.float32))

    def middle(self) -> "Rounded":
        """The middle of all rows, of length one."""
        import numpy as np  # noqa: PLC0415 - see above

        mean = (self.rows * self.scales[:, None]).mean(axis=0, dtype=np.float32)
        return Rounded.of((mean / max(float(np.linalg.norm(mean)), 1e-9))[None, :])

    def nearness(self, vectors: "Vectors") -> "Vectors":
        """How near each row is to the nearest of the vectors."""
        import numpy as np  # noqa: PLC0415 - see above

        asked = np.ascontiguousarray(vectors.T)
        found, room = np.empty(len(self.rows), np.float32), np.empty((_BLOCK, DIMENSIONS), np.float32)
        for start in range(0, len(self.rows), _BLOCK):
            block = self.rows[start : start + _BLOCK]
            full = room[: len(block)]
            np.copyto(full, block)
            found[start : start + _BLOCK] = (full @ asked).max(axis=1)
        found *= self.scales
        return found
