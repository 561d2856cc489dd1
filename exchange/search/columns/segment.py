"""One segment as queries see it: terms with their holders, and the arrays of its documents."""

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from exchange.search.columns.documents import AUDIENCE_SEPARATOR
from exchange.search.columns.kept import once
from exchange.search.columns.layout import Arrays
from exchange.search.columns.texts import Texts, decoded, hash_of
from exchange.search.inverted import Field
from exchange.search.spelling import Vocabulary


class Postings(NamedTuple):
    """Documents of a segment, ascending, and the weight of the term in each."""

    documents: NDArray[np.uint32]
    weights: NDArray[np.float32]


class Places(NamedTuple):
    """Ragged rows: the positions of each posting of a term."""

    start: NDArray[np.uint32]
    values: NDArray[np.uint32]


class Terms(Protocol):
    """The terms of a stream, ascending by bytes."""

    def all(self) -> list[bytes]:
        """Every term."""

    def beginning_with(self, prefix: bytes) -> range:
        """Numbers of the terms that begin so."""


class Segment(Protocol):
    """What a view needs of a segment. Deleted documents are still in it; the view leaves them out."""

    name: str
    count: int

    @property
    def arrays(self) -> Arrays:
        """The arrays of the documents; those of the streams are asked through the methods."""

    def postings(self, stream: Field, term: bytes) -> Postings | None:
        """Who holds the term; None when nobody does."""

    def places(self, stream: Field, term: bytes) -> Places:
        """Where the term stands in each of its holders."""

    def terms(self, stream: Field) -> Terms:
        """The terms of a stream."""

    def documents_of(self, stream: Field, terms: range, *, at_start: bool) -> NDArray[np.uint32]:
        """Holders of any of these terms, by number (`at_start`: as their first word); some may come several times."""

    @property
    def vocabulary(self) -> Vocabulary:
        """Every word with its spellings."""


class ColumnSegment:
    """A segment whose store is well: every answer is a slice."""

    def __init__(self, name: str, arrays: Arrays) -> None:
        self.name = name
        self.arrays = arrays
        self.count = len(arrays["owner"])

    def postings(self, stream: Field, term: bytes) -> Postings | None:
        """Two slices."""
        number = self._number(stream, term)
        if number is None:
            return None
        held = self._range(stream, number)
        return Postings(self.arrays[f"{stream}.documents"][held], self.arrays[f"{stream}.weights"][held])

    def places(self, stream: Field, term: bytes) -> Places:
        """Two slices; the starts count through the whole stream."""
        number = self._number(stream, term)
        values = self.arrays[f"{stream}.places"]
        if number is None:
            return Places(np.zeros(1, np.uint32), values)
        held = self._range(stream, number)
        return Places(self.arrays[f"{stream}.places.start"][held.start : held.stop + 1], values)

    def terms(self, stream: Field) -> Texts:
        """The terms in place."""
        return Texts(self.arrays, stream)

    def documents_of(self, stream: Field, terms: range, *, at_start: bool) -> NDArray[np.uint32]:
        """One slice: the postings of neighbouring terms are neighbours."""
        start = self.arrays[f"{stream}.start"]
        held = slice(int(start[terms.start]), int(start[terms.stop]))
        documents: NDArray[np.uint32] = self.arrays[f"{stream}.documents"][held]
        if not at_start:
            return documents
        first = self.arrays[f"{stream}.places"][self.arrays[f"{stream}.places.start"][held]]
        begun: NDArray[np.uint32] = documents[first == 0]
        return begun

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """In place."""
        names = ("start", "word.start", "near.hash", "near.word")
        return Vocabulary(self.terms(Field.SPELLED), *(self.arrays[f"spelled.{name}"] for name in names))

    def _range(self, stream: Field, number: int) -> slice:
        start = self.arrays[f"{stream}.start"]
        return slice(int(start[number]), int(start[number + 1]))

    def _number(self, stream: Field, term: bytes) -> int | None:
        """By hash (2 µs; bisecting the texts took 10), then compared: hashes may collide."""
        hashes, wanted = self.arrays[f"{stream}.hash"], np.uint64(hash_of(term))
        at = int(hashes.searchsorted(wanted))
        texts = self.terms(stream)
        while at < len(hashes) and hashes[at] == wanted:
            number = int(self.arrays[f"{stream}.hash.term"][at])
            if texts[number] == term:
                return number
            at += 1
        return None


class DocumentTexts:
    """Keys, titles and owners of one segment, by document number."""

    def __init__(self, arrays: Arrays) -> None:
        self._arrays = arrays
        self._keys = Texts(arrays, "keys")
        self._titles = Texts(arrays, "titles")
        self._owners = Texts(arrays, "owners")

    def key(self, number: int) -> str:
        """The document's key."""
        return decoded(self._keys[number])

    def title_of(self, number: int) -> str:
        """The title as written."""
        return decoded(self._titles[number])

    def owner(self, number: int) -> str:
        """`kind:group`."""
        return decoded(self._owners[int(self._arrays["owner"][number])])

    def fingerprint(self, number: int) -> str:
        """What the database's document is compared with."""
        return bytes(self._arrays["fingerprints"][number]).hex()

    @cached_property
    def audiences(self) -> Sequence[frozenset[str]]:
        """The sets of tokens that occur."""
        texts = Texts(self._arrays, "audiences").all()
        return [frozenset(decoded(text).split(AUDIENCE_SEPARATOR)) for text in texts]


@once
def texts_of(segment: Segment) -> DocumentTexts:
    """The texts of its documents."""
    return DocumentTexts(segment.arrays)


def may_read(segment: Segment, audience: frozenset[str]) -> NDArray[np.bool_]:
    """By number of a document's set of tokens: whether readers with these may see it."""
    return np.array([not audience.isdisjoint(tokens) for tokens in texts_of(segment).audiences], np.bool_)
