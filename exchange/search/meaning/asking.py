"""Questions by meaning: what is near a text, among the documents that the reader may see."""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from exchange.kernel.languages import Language
from exchange.search.meaning.compared import Compared, Nearest
from exchange.search.meaning.encoder import Encoder
from exchange.search.meaning.means import Means
from exchange.search.meaning.pieces import Piece, pieces
from exchange.search.meaning.rewriting import Pair, Rewriter
from exchange.search.meaning.rounding import Rounded
from exchange.search.meaning.vectors import Known, Meant, VectorStore
from exchange.search.nearness import Entry, Near
from exchange.search.port import SearchDocument

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]
    Places = NDArray[np.int64]
    Marks = NDArray[np.uint64]

LOOKED_AT = 60  # documents whose pieces are compared, after a glance at the middle of each
MEAN_WEIGHT = 0.5  # the whole document counts half as much as its best piece
_BATCH = 256  # texts written at a time: readers see few changes while a whole installation is learnt
_KEPT_QUESTIONS = 256
_KEPT_COMPARISONS = 32  # four bytes for each text
_TEXT_SHOWN = 4_000  # characters of a question
log = structlog.get_logger("exchange.search")


@dataclass(frozen=True)
class Question:
    """A text as vectors: as written, and as if it were Azerbaijani, because its language is never guessed."""

    compared: Compared
    means: Means
    store: VectorStore

    @property
    def version(self) -> int:
        """Another number: places have to be asked for again."""
        return self.means.version

    def places(self, marks: "Marks") -> "Places":
        """Where the documents' vectors stand; -1 where there is none of exactly this content."""
        return self.means.places(marks)

    def nearest(self, places: "Places") -> list[Near]:
        """Of the documents at these places the nearest, best first, each with its best piece; at most sixty.

        What is not among the places has no part in the answer, so nothing unreadable can be felt (trust.md I2).
        """
        near = self.compared.nearness(self.means, places)
        first = _best(near, places)
        rows = places[first].tolist()
        numbers, marks = self.means.numbers[rows].tolist(), self.means.marks[rows].tolist()
        held = self._held(dict(zip(numbers, marks, strict=True)))
        found = [
            Near(row, round((held[number].score + MEAN_WEIGHT * mean) / (1 + MEAN_WEIGHT), 5), held[number].text)
            for row, number, mean in zip(rows, numbers, near[first].tolist(), strict=True)
            if number in held
        ]
        return sorted(found, key=lambda one: (-one.score, one.place))

    def _held(self, marks: dict[int, int]) -> dict[int, Nearest]:
        """Nothing where the file cannot be opened, as on a disk that has become read-only: words find all the same."""
        try:
            return self.compared.pieces(self.store, marks)
        except (OSError, sqlite3.Error) as error:
            log.warning("nothing is found by meaning", error=repr(error))
            return {}


def _best(near: "Vectors", places: "Places") -> "Places":
    """Where the best of these stand, best first; equal ones by place."""
    import numpy as np  # noqa: PLC0415 - only those who ask by meaning pay for it

    at = np.arange(len(near))
    if len(near) > LOOKED_AT:
        at = at[near >= np.partition(near, len(near) - LOOKED_AT)[len(near) - LOOKED_AT]]
    order = np.lexsort((places[at], -near[at]))[:LOOKED_AT]
    best: Places = at[order]
    return best


class Meaning:
    """The encoder, the word list and the vectors of one installation.

    Args:
        folder: where vectors and the model's table are kept.
        encoder: asked instead of one of its own; its model stays where it is.
    """

    def __init__(
        self, folder: Path, labels: Callable[[], Iterable[Pair]] = tuple, *, encoder: Encoder | None = None
    ) -> None:
        self._store = VectorStore(folder / "vectors.sqlite3")
        self._encoder = encoder or Encoder(folder)
        self._labels = labels
        self._rewriter: Rewriter | None = None
        self._learnt: int | None = None
        # Pages and filters ask the same again.
        self._vectors = lru_cache(maxsize=_KEPT_QUESTIONS)(self._encoder.encode)
        self._compared = lru_cache(maxsize=_KEPT_COMPARISONS)(lambda variants: Compared(self._vectors(variants)))

    @property
    def version(self) -> int:
        """Another number: what is near may be another."""
        return self._store.version

    def question(self, text: str) -> Question | None:
        """The text ready to be asked by; nothing when the disk of the cache fails, for words find without it too."""
        text = text[:_TEXT_SHOWN]
        variants = tuple(dict.fromkeys((text, self._rewritten(text))))
        try:
            return Question(self._compared(variants), self._store.means(), self._store)
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
        remaining, count = iter(documents), 0
        while batch := list(islice(remaining, _BATCH)):
            self._hold(batch)
            count += len(batch)
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
        known = self._store.held([document.key for document in documents])
        self._store.put([self._meant(document, known.get(document.key)) for document in documents])

    def _meant(self, document: SearchDocument, known: Known | None) -> Meant:
        """With the vectors that it had, where only what stands beside its text is another: a count, a circle."""
        entry, text = Entry(document.key, document.fingerprint), meaning_text(document)
        marks = pieces(text) or [Piece(0, len(text))]
        written = tuple(text[piece.start : piece.end] for piece in marks)
        if known is not None and known.pieces == written:
            return Meant(entry, known.vectors, written)
        is_az = document.language is Language.AZ
        vectors = self._encoder.encode([self._rewritten(piece) for piece in written] if is_az else written)
        return Meant(entry, Rounded.of(vectors), written)

    def _rewritten(self, text: str) -> str:
        if self._rewriter is None:
            self._rewriter = Rewriter(self._labels())
        return self._rewriter.rewrite(text)


def meaning_text(document: SearchDocument) -> str:
    """What the vectors of a document are made of."""
    return "\n".join(part for part in (document.title, document.summary, document.body) if part)
