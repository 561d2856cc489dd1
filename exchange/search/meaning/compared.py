"""What a question was compared with. Contents never change under their number, so a comparison stays."""

from typing import TYPE_CHECKING, NamedTuple
from weakref import ref

from exchange.search.columns.kept import Kept
from exchange.search.meaning.means import Means
from exchange.search.meaning.rounding import Rounded
from exchange.search.meaning.vectors import VectorStore

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]
    Places = NDArray[np.int64]

_KEPT_PIECES = 240


class Nearest(NamedTuple):
    """The piece of a document that is nearest to the question."""

    score: float
    text: str


class _Looked(NamedTuple):
    """How near the first rows of a matrix are: a later version has the same ones and others behind them."""

    matrix: "ref[NDArray[np.int8]]"
    near: "Vectors"


class Compared:
    """A question as vectors, and how near it was to what it has been asked of.

    After a comment a few documents are new; eleven thousand others were as near as before (3.4 ms of every answer).
    """

    def __init__(self, vectors: "Vectors") -> None:
        self._vectors = vectors
        self._looked: _Looked | None = None
        self._pieces = Kept[tuple[int, int], Nearest](_KEPT_PIECES)

    def nearness(self, means: Means, places: "Places") -> "Vectors":
        """How near the middle of each document at these places is."""
        import numpy as np  # noqa: PLC0415 - only those who ask by meaning pay for it

        looked = self._looked
        if looked is None or looked.matrix() is not means.matrix:  # read anew, as of another file: numbers begin again
            looked, self._pieces = _Looked(ref(means.matrix), np.empty(0, np.float32)), Kept(_KEPT_PIECES)
        near = looked.near
        if len(near) < means.count:
            fresh = slice(len(near), means.count)
            near = np.concatenate([near, Rounded(means.matrix[fresh], means.scales[fresh]).nearness(self._vectors)])
            self._looked = _Looked(ref(means.matrix), near)
        return near[places]

    def pieces(self, store: VectorStore, marks: dict[int, int]) -> dict[int, Nearest]:
        """The nearest piece of the documents with these numbers and marks, of those that the store still holds."""
        known = {number: piece for number, mark in marks.items() if (piece := self._pieces.get((number, mark)))}
        held = store.present(known) if known else frozenset()
        found = {number: known[number] for number in held}
        if missing := {number: mark for number, mark in marks.items() if number not in known}:
            for number, read in store.pieces(missing).items():
                scores = read.vectors.nearness(self._vectors)
                best = int(scores.argmax())
                found[number] = self._pieces.keep((number, read.mark), Nearest(float(scores[best]), read.piece(best)))
        return found
