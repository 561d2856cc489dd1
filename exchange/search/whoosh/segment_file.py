"""An ordinary Whoosh segment written straight from columns: any Whoosh from 2.7.4 on opens it.

Whoosh's own writer takes each posting alone and each term through five objects: 30 µs a term and 3 µs a posting, ten
times the work of making the columns. Here a term is a few slices, pickled as W3Codec pickles them.
"""

import time
import zlib
from array import array
from collections.abc import Callable, Iterator, Sequence
from pickle import dumps
from struct import Struct
from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC, W3Codec, W3FieldWriter, W3Segment, W3TermInfo

from exchange.search.columns.layout import Arrays
from exchange.search.columns.texts import Texts
from exchange.search.inverted import Field
from exchange.search.whoosh.schema import CARD, KEY, cards_of, make_schema
from exchange.search.whoosh.storage import BuildStorage

PLACE_BYTES = 4
_NO_PLACES = b"."  # Whoosh cannot merge postings whose values are empty
_PICKLE = 2  # the protocol that W3Codec writes
_BLOCK = 1024  # postings in a block; Whoosh's 128 are for skipping, which the columns do better
_WORTH_COMPRESSING = 1024  # bytes; zlib takes 15 µs for the smallest block, and most terms are rare
_COMPRESSION = 1
_REST_EVERY, _REST_SECONDS = 2_000, 0.001  # terms between two pauses of a background merge

_FIELD = Struct("!H")
_LENGTH = Struct("!i")
_EXTENT = Struct("!qi")
_FACTS: Struct = W3TermInfo._struct  # noqa: SLF001 - how W3 packs what it knows of a term


class _Postings(NamedTuple):
    """The postings of a whole stream, to be cut term by term."""

    start: list[int]
    documents: "array[int]"
    deltas: "array[int]"  # from one document of a block to the next
    weights: "array[float]"
    values: Callable[[int, int], list[bytes]]
    total: list[float]  # by term
    greatest: list[float]


def write_segment(storage: BuildStorage, name: str, arrays: Arrays, *, rests: bool = False) -> None:
    """Write the segment's one file. `rests`: pause now and then, so that requests of this process go on."""
    segment = open_segment(name, len(arrays["owner"]))
    segment.compound = False
    _write_documents(storage, segment, arrays)
    writer = W3FieldWriter(W3Codec(), storage, segment)  # type: ignore[no-untyped-call]
    terms = _TermWriter(writer)
    schema = make_schema()
    writer.start_field(KEY, schema[KEY])  # type: ignore[no-untyped-call]
    keys = Texts(arrays, "keys").all()
    order = sorted(range(len(keys)), key=keys.__getitem__)
    terms.add_all([keys[number] for number in order], _keys_postings(order), rests=rests)
    for stream in sorted(Field):
        writer.start_field(stream.value, schema[stream.value])  # type: ignore[no-untyped-call]
        terms.add_all(Texts(arrays, stream).all(), _stream_postings(arrays, stream), rests=rests)
    writer.close()  # type: ignore[no-untyped-call]
    segment.create_compound_file(storage)  # type: ignore[no-untyped-call]


def open_segment(name: str, documents: int, deleted: Sequence[int] = ()) -> W3Segment:
    """The segment as a table of contents names it."""
    index, _, number = name.partition("_")
    segment = W3Segment(W3Codec(), index, documents, number, set(deleted) or None)  # type: ignore[no-untyped-call]
    segment.compound = True
    return segment


def _write_documents(storage: BuildStorage, segment: W3Segment, arrays: Arrays) -> None:
    writer = W3Codec().per_document_writer(storage, segment)  # type: ignore[no-untyped-call]
    field = make_schema()[CARD]
    for number, card in enumerate(cards_of(arrays)):
        writer.start_doc(number)
        writer.add_field(CARD, field, card, 0)
        writer.finish_doc()
    writer.close()


class _TermWriter:
    """Puts terms with their postings into the files that a field writer has open."""

    def __init__(self, writer: W3FieldWriter) -> None:
        self._writer: Any = writer
        self._file: Any = writer._postfile  # noqa: SLF001 - see the head of this file
        self._index: Any = writer._tindex  # noqa: SLF001

    def add_all(self, texts: Sequence[bytes], postings: _Postings, *, rests: bool) -> None:
        """Every term of the field that was begun, ascending."""
        field = _FIELD.pack(self._writer._fieldid)  # noqa: SLF001
        write, add, offset = self._file.write, self._index.add, self._file.tell()
        start, documents = postings.start, postings.documents
        for number, text in enumerate(texts):
            low, high = start[number], start[number + 1]
            written = WHOOSH3_HEADER_MAGIC + b"".join(_blocks(postings, low, high))
            total, greatest = postings.total[number], postings.greatest[number]
            facts = _FACTS.pack(0, total, high - low, 0, 0, greatest, documents[low], documents[high - 1])
            write(written)
            add(field + text, facts + _EXTENT.pack(offset, len(written)))
            offset += len(written)
            if rests and number % _REST_EVERY == 0:
                time.sleep(_REST_SECONDS)
        self._writer.finish_field()


def _blocks(postings: _Postings, low: int, high: int) -> Iterator[bytes]:
    """The blocks of one term; the last one is marked by a negative length."""
    for at in range(low, high, _BLOCK):
        end = min(at + _BLOCK, high)
        weights = postings.weights[at:end]
        greatest = max(weights)
        kept = greatest if greatest == min(weights) else tuple(weights)
        ids = (postings.documents[at], *postings.deltas[at + 1 : end])
        values = tuple(postings.values(at, end))
        content, compression = dumps((ids, None if kept == 1.0 else kept, values), _PICKLE), 0
        if len(content) >= _WORTH_COMPRESSING:
            content, compression = zlib.compress(content, _COMPRESSION), _COMPRESSION
        head = dumps((end - at, postings.documents[end - 1], greatest, compression, 0, 0), _PICKLE)
        size = len(head) + len(content)
        yield _LENGTH.pack(-size if end == high else size) + head + content


def _keys_postings(order: list[int]) -> _Postings:
    count = len(order)
    ones, documents = [1.0] * count, array("I", order)
    return _Postings(
        list(range(count + 1)), documents, documents, array("f", ones), lambda _, __: [_NO_PLACES], ones, ones
    )


def _stream_postings(arrays: Arrays, stream: Field) -> _Postings:
    start, documents, weights = (arrays[f"{stream}.{name}"] for name in ("start", "documents", "weights"))
    first = start[:-1].astype(np.intp)
    has_terms = len(first) > 0
    return _Postings(
        start=start.tolist(),
        documents=_plain(documents, "I"),
        deltas=_plain(np.diff(documents, prepend=np.uint32(0)), "I"),
        weights=_plain(weights, "f"),
        values=_values(arrays, stream),
        total=np.add.reduceat(weights, first).tolist() if has_terms else [],
        greatest=np.maximum.reduceat(weights, first).tolist() if has_terms else [],
    )


def _values(arrays: Arrays, stream: Field) -> Callable[[int, int], list[bytes]]:
    """The payload of a range of postings: their places as bytes."""
    if not stream.has_positions:
        return lambda at, end: [_NO_PLACES] * (end - at)
    starts = _plain(arrays[f"{stream}.places.start"].astype(np.int64) * PLACE_BYTES, "q")
    joined = np.ascontiguousarray(arrays[f"{stream}.places"]).tobytes()
    return lambda at, end: [joined[starts[n] : starts[n + 1]] for n in range(at, end)]


def _plain(numbers: NDArray[Any], code: str) -> "array[Any]":
    """A quarter of the room of a list; slices of it become tuples of plain numbers."""
    made = array(cast("Any", code))
    made.frombytes(np.ascontiguousarray(numbers).tobytes())
    return made
