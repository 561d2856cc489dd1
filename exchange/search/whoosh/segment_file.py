"""A Whoosh segment written straight from columns: any Whoosh from 2.7.4 on opens it.

Whoosh's own writer takes each posting alone and each term through five objects: 30 µs a term and 3 µs a posting, ten
times the work of making the columns. Here a term is a few slices, pickled as W3Codec pickles them.
"""

import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pickle import dumps
from struct import Struct
from typing import Any, NamedTuple

import numpy as np
from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC, W3Codec, W3Segment, W3TermInfo

from exchange.search.columns.draft import Draft
from exchange.search.columns.layout import Arrays
from exchange.search.columns.texts import Texts
from exchange.search.inverted import Field
from exchange.search.whoosh.schema import CARD, KEY, cards_of, make_schema
from exchange.search.whoosh.storage import BuildStorage
from exchange.search.whoosh.term_table import TermTable

PLACE_BYTES = 4
_NO_PLACES = b"."  # Whoosh cannot merge postings whose values are empty
_PICKLE = 3  # every Python 3 reads it; W3Codec's own 2 writes bytes as calls of a codec, twice as long
_BLOCK = 1024  # postings in a block; Whoosh's 128 are for skipping, which the columns do better
_WORTH_COMPRESSING = 1024  # bytes; zlib takes 15 µs for the smallest block, and most terms are rare
_COMPRESSION = 1
_CHUNK = 2_000  # terms written at once
_REST_SECONDS = 0.001  # of a background merge, between two chunks

_FIELD = Struct("!H")
_LENGTH = Struct("!i")
_EXTENT = Struct("!qi")
_FACTS: Struct = W3TermInfo._struct  # noqa: SLF001 - how W3 packs what it knows of a term


class _Postings(NamedTuple):
    """The postings of a whole stream, to be cut term by term."""

    start: list[int]
    documents: memoryview
    deltas: memoryview  # from one document of a block to the next
    weights: memoryview
    values: Callable[[int, int], list[bytes]]
    total: list[float]  # by term
    greatest: list[float]
    least: list[float]


def write_segment(
    storage: BuildStorage, name: str, draft: Draft, keep: Callable[[Arrays], object], *, rests: bool = False
) -> None:
    """Write the segment's one file.

    Args:
        keep: is given every array while it is in memory: first the documents', then stream by stream.
        rests: pause now and then, so that requests of this process go on.
    """
    segment = open_segment(name, draft.count)
    segment.compound = False
    keep(draft.documents)
    _write_documents(storage, segment, draft.documents)
    terms = _TermWriter(storage, segment)
    keys = Texts(draft.documents, "keys").all()
    order = sorted(range(len(keys)), key=keys.__getitem__)
    terms.add_field(KEY, [keys[number] for number in order], _keys_postings(order), rests=rests)
    for stream in sorted(Field):
        _write_stream(terms, stream, draft.stream(stream), keep, rests=rests)
    terms.close()
    segment.create_compound_file(storage)  # type: ignore[no-untyped-call]


def _write_stream(
    terms: "_TermWriter", stream: Field, arrays: Arrays, keep: Callable[[Arrays], object], *, rests: bool
) -> None:
    """In a function of its own: with it the arrays go, before those of the next stream are made."""
    keep(arrays)
    terms.add_field(stream.value, Texts(arrays, stream).all(), _stream_postings(arrays, stream), rests=rests)


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
    """Puts the terms of one field after another, with their postings, into W3's two files."""

    def __init__(self, storage: BuildStorage, segment: W3Segment) -> None:
        self._table = TermTable(segment.create_file(storage, W3Codec.TERMS_EXT))  # type: ignore[no-untyped-call]
        self._fields: dict[str, int] = {}
        self._table.extras["fieldmap"] = self._fields
        self._file: Any = segment.create_file(storage, W3Codec.POSTS_EXT)  # type: ignore[no-untyped-call]
        self._offset = 0

    def add_field(self, field: str, texts: Sequence[bytes], postings: _Postings, *, rests: bool) -> None:
        """Every term of the field, ascending; fields come in the order of their numbers."""
        number = self._fields[field] = len(self._fields)
        mark = _FIELD.pack(number)
        for begin in range(0, len(texts), _CHUNK):
            chunk = range(begin, min(begin + _CHUNK, len(texts)))
            written = [_posting_list(postings, term) for term in chunk]
            facts = [_facts(postings, term, self._place(content)) for term, content in zip(chunk, written, strict=True)]
            self._file.write(b"".join(written))
            self._table.add_entries([mark + texts[term] for term in chunk], facts)
            if rests:
                time.sleep(_REST_SECONDS)

    def close(self) -> None:
        """Finish both files."""
        self._table.close()
        self._file.close()

    def _place(self, content: bytes) -> bytes:
        """Where the content will stand."""
        place = _EXTENT.pack(self._offset, len(content))
        self._offset += len(content)
        return place


def _facts(postings: _Postings, term: int, place: bytes) -> bytes:
    """What W3 knows of a term: not inlined, weights, holders, no lengths, first and last document; where it stands."""
    low, high = postings.start[term], postings.start[term + 1]
    first, last = postings.documents[low], postings.documents[high - 1]
    return _FACTS.pack(0, postings.total[term], high - low, 0, 0, postings.greatest[term], first, last) + place


def _posting_list(postings: _Postings, term: int) -> bytes:
    """The blocks of one term; the last one is marked by a negative length."""
    low, high = postings.start[term], postings.start[term + 1]
    if high - low <= _BLOCK:
        is_even = postings.greatest[term] == postings.least[term]
        return WHOOSH3_HEADER_MAGIC + _block(postings, low, high, postings.greatest[term], is_even, is_last=True)
    return WHOOSH3_HEADER_MAGIC + b"".join(_blocks(postings, low, high))


def _blocks(postings: _Postings, low: int, high: int) -> Iterator[bytes]:
    for at in range(low, high, _BLOCK):
        end = min(at + _BLOCK, high)
        greatest = max(postings.weights[at:end])
        yield _block(postings, at, end, greatest, greatest == min(postings.weights[at:end]), is_last=end == high)


def _block(postings: _Postings, at: int, end: int, greatest: float, is_even: bool, *, is_last: bool) -> bytes:  # noqa: FBT001
    """Numbers (the first, then how much each is more), weights (one if all are even, none if they are 1), values."""
    ids = (postings.documents[at], *postings.deltas[at + 1 : end])
    kept = (None if greatest == 1.0 else greatest) if is_even else tuple(postings.weights[at:end])
    content, compression = dumps((ids, kept, tuple(postings.values(at, end))), _PICKLE), 0
    if len(content) >= _WORTH_COMPRESSING:
        content, compression = zlib.compress(content, _COMPRESSION), _COMPRESSION
    head = dumps((end - at, postings.documents[end - 1], greatest, compression, 0, 0), _PICKLE)
    size = len(head) + len(content)
    return _LENGTH.pack(-size if is_last else size) + head + content


def _keys_postings(order: list[int]) -> _Postings:
    count = len(order)
    ones, documents = [1.0] * count, np.array(order, np.uint32).data
    weights = np.ones(count, np.float32).data
    return _Postings(
        list(range(count + 1)), documents, documents, weights, lambda _, __: [_NO_PLACES], ones, ones, ones
    )


def _stream_postings(arrays: Arrays, stream: Field) -> _Postings:
    """In place: what is cut from a memoryview becomes tuples of plain numbers."""
    start, documents, weights = (arrays[f"{stream}.{name}"] for name in ("start", "documents", "weights"))
    first = start[:-1].astype(np.intp)
    has_terms = len(first) > 0
    deltas = documents.copy()
    deltas[1:] -= documents[:-1]
    return _Postings(
        start=start.tolist(),
        documents=documents.data,
        deltas=deltas.data,
        weights=weights.data,
        values=_values(arrays, stream),
        total=np.add.reduceat(weights, first).tolist() if has_terms else [],
        greatest=np.maximum.reduceat(weights, first).tolist() if has_terms else [],
        least=np.minimum.reduceat(weights, first).tolist() if has_terms else [],
    )


def _values(arrays: Arrays, stream: Field) -> Callable[[int, int], list[bytes]]:
    """The payload of a range of postings: their places as bytes."""
    if not stream.has_positions:
        return lambda at, end: [_NO_PLACES] * (end - at)
    starts = arrays[f"{stream}.places.start"].data
    joined = np.ascontiguousarray(arrays[f"{stream}.places"]).tobytes()
    return lambda at, end: [
        joined[begin * PLACE_BYTES : after * PLACE_BYTES] for begin, after in pairwise(starts[at : end + 1].tolist())
    ]
