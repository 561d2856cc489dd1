"""Questions by meaning: what is near a text, among the documents that the reader may see."""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from exchange.kernel.languages import Language
from exchange.search.meaning.encoder import Encoder
from exchange.search.meaning.pieces import Piece, pieces
from exchange.search.meaning.rewriting import Pair, Rewriter
from exchange.search.meaning.vectors import Means, Meant, VectorStore
from exchange.search.nearness import Entry, Near
from exchange.search.port import SearchDocument

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

LOOKED_AT = 60  # documents whose pieces are compared, after a glance at the middle of each
MEAN_WEIGHT = 0.5  # the whole document counts half as much as its best piece
_BATCH = 32
_KEPT_QUESTIONS = 256
_TEXT_SHOWN = 4_000  # characters of a question
log = structlog.get_logger("exchange.search")


@dataclass(frozen=True)
class Question:
    """A text as vectors: as written, and as if it were Azerbaijani, because its language is never guessed."""

    vectors: "Vectors"
    means: Means
    store: VectorStore

    @property
    def version(self) -> int:
        """Another number: places have to be asked for again."""
        return self.means.version

    def places(self, entries: Iterable[Entry | None]) -> list[int]:
        """Where the documents' vectors stand; -1 where there is none of exactly this content."""
        rows = self.means.rows
        return [-1 if entry is None else rows.get(entry, -1) for entry in entries]

    def nearest(self, places: Sequence[int]) -> list[Near]:
        """Of the documents at these places the nearest, best first, each with its best piece; at most sixty.

        What is not among the places has no part in the answer, so nothing unreadable can be felt (trust.md I2).
        """
        import numpy as np  # noqa: PLC0415

        asked = np.array([place for place in places if place >= 0], dtype=np.int64)
        if not len(asked):
            return []
        near = self._glance(asked)
        first = np.lexsort((asked, -near))[:LOOKED_AT]
        rows = [(int(asked[at]), float(near[at])) for at in first]
        held = self.store.pieces(self.means.keys[row] for row, _ in rows)
        found = [
            self._near(row, mean, *held[self.means.keys[row]]) for row, mean in rows if self.means.keys[row] in held
        ]
        return sorted(found, key=lambda one: (-one.score, one.place))

    def _glance(self, asked: "NDArray[np.int64]") -> "NDArray[np.float32]":
        """How near the middle of each asked document is. Comparing all costs less than copying most of them out."""
        matrix, vectors = self.means.matrix, self.vectors.T
        is_few = 2 * len(asked) < len(matrix)
        near: NDArray[np.float32] = ((matrix[asked] if is_few else matrix) @ vectors).max(axis=1)
        return near if is_few else near[asked]

    def _near(self, row: int, mean: float, vectors: "Vectors", texts: tuple[str, ...]) -> Near:
        scores = (vectors @ self.vectors.T).max(axis=1)
        best = int(scores.argmax())
        score = (float(scores[best]) + MEAN_WEIGHT * mean) / (1 + MEAN_WEIGHT)
        return Near(row, round(score, 5), texts[best])


class Meaning:
    """The encoder, the word list and the vectors of one installation.

    Args:
        folder: where vectors and the model's table are kept.
    """

    def __init__(self, folder: Path, labels: Callable[[], Iterable[Pair]] = tuple) -> None:
        self._store = VectorStore(folder / "vectors.sqlite3")
        self._encoder = Encoder(folder)
        self._labels = labels
        self._rewriter: Rewriter | None = None
        self._learnt: int | None = None
        self._vectors = lru_cache(maxsize=_KEPT_QUESTIONS)(self._encoder.encode)  # pages and filters ask the same again

    @property
    def version(self) -> int:
        """Another number: what is near may be another."""
        return self._store.version

    def question(self, text: str) -> Question | None:
        """The text ready to be asked by; nothing when the disk of the cache fails, for words find without it too."""
        text = text[:_TEXT_SHOWN]
        variants = tuple(dict.fromkeys((text, self._rewritten(text))))
        try:
            return Question(self._vectors(variants), self._store.means(), self._store)
        except (OSError, sqlite3.Error) as error:
            log.warning("searching without meaning", error=repr(error))
            return None

    def missing(self, live: Iterable[Entry]) -> frozenset[str]:
        """Keys of live documents that are not held as they are now; what is no longer live is forgotten."""
        wanted, held = frozenset(live), self._store.entries()
        gone = {entry.key for entry in held - wanted} - {entry.key for entry in wanted}
        if gone:
            self._store.drop(gone)
        return frozenset(entry.key for entry in wanted - held)

    def learn(self, documents: Iterable[SearchDocument]) -> int:
        """Hold the vectors of these documents. Returns how many there were."""
        batch: list[SearchDocument] = []
        count = 0
        for document in documents:
            batch.append(document)
            count += 1
            if len(batch) == _BATCH:
                self._hold(batch)
                batch = []
        if batch:
            self._hold(batch)
        return count

    def is_up_to_date(self, generation: int) -> bool:
        """Whether everything of this generation of the index was learnt by this process."""
        return self._learnt == generation

    def note(self, generation: int) -> None:
        """Everything of this generation is learnt."""
        self._learnt = generation

    def use_labels(self, labels: Callable[[], Iterable[Pair]]) -> None:
        """Rewrite by these concepts' names from now on."""
        self._labels, self._rewriter = labels, None

    def rest(self) -> None:
        """Free what has not been used for a while."""
        self._encoder.rest()

    def close(self) -> None:
        """Let go of files."""
        self._store.close()

    def _hold(self, documents: Sequence[SearchDocument]) -> None:
        self._store.put([self._meant(document) for document in documents])

    def _meant(self, document: SearchDocument) -> Meant:
        text = meaning_text(document)
        marks = pieces(text) or [Piece(0, len(text))]
        written = [text[piece.start : piece.end] for piece in marks]
        is_az = document.language is Language.AZ
        vectors = self._encoder.encode([self._rewritten(piece) for piece in written] if is_az else written)
        return Meant(Entry(document.key, document.fingerprint), vectors, tuple(written))

    def _rewritten(self, text: str) -> str:
        if self._rewriter is None:
            self._rewriter = Rewriter(self._labels())
        return self._rewriter.rewrite(text)


def meaning_text(document: SearchDocument) -> str:
    """What the vectors of a document are made of."""
    return "\n".join(part for part in (document.title, document.summary, document.body) if part)
