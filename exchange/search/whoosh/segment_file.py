"""An ordinary Whoosh segment written straight from columns, and read back into them.

Whoosh's own writer takes each posting alone (3 µs, 1,200 a document); here a block of postings is one slice. What comes
out is what W3Codec reads: any Whoosh from 2.7.4 on opens it.
"""

import time
from array import array
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from whoosh.codec.whoosh3 import W3Codec, W3PostingsWriter, W3Segment
from whoosh.reading import SegmentReader

from exchange.search.columns.documents import document_arrays
from exchange.search.columns.layout import Arrays
from exchange.search.columns.ragged import starts_of
from exchange.search.columns.texts import Texts, hash_arrays, text_arrays
from exchange.search.inverted import Field
from exchange.search.whoosh.schema import CARD, KEY, cards_of, make_schema, read_card
from exchange.search.whoosh.storage import BuildStorage

_BLOCK = 1024  # postings compressed together; Whoosh's 128 are for skipping, which the columns do better
_COMPRESSION = 1
_PLACE_BYTES = 4
_REST_EVERY = 2_000  # terms between two pauses of a background merge
_REST_SECONDS = 0.001


class _Postings(NamedTuple):
    documents: "array[int]"
    weights: "array[float]"
    values: list[bytes]


class _BulkPostingsWriter(W3PostingsWriter):
    """W3's posting lists, a block at a time."""

    def add_block(self, block: _Postings) -> None:
        """The next postings of the term, at most `_BLOCK`."""
        if self._ids:
            self._write_block()  # type: ignore[no-untyped-call]
        self._ids, self._weights, self._values = block
        self._maxweight = max(block.weights)
        self._minlength, self._maxlength = 1, 1


class _BulkCodec(W3Codec):
    """W3 with our posting writer. Never stored: the segment names W3Codec itself."""

    def postings_writer(self, dbfile: object, byteids: bool = False) -> _BulkPostingsWriter:  # noqa: FBT001, FBT002 - W3's signature
        """Ours."""
        return _BulkPostingsWriter(dbfile, _BLOCK, byteids, _COMPRESSION, 0)  # type: ignore[no-untyped-call]


def write_segment(storage: BuildStorage, name: str, arrays: Arrays, *, rests: bool = False) -> W3Segment:
    """Write the segment's one file. `rests`: pause now and then, so that requests of this process go on."""
    segment = open_segment(name, len(arrays["owner"]))
    segment.compound = False
    codec = _BulkCodec()  # type: ignore[no-untyped-call]
    _write_documents(codec, storage, segment, arrays)
    writer = codec.field_writer(storage, segment)  # type: ignore[no-untyped-call]
    schema = make_schema()
    keys = Texts(arrays, "keys").all()
    order = sorted(range(len(keys)), key=keys.__getitem__)
    writer.start_field(KEY, schema[KEY])
    for number in order:
        _write_term(writer, keys[number], [_Postings(array("I", [number]), array("f", [1.0]), [b"."])])
    writer.finish_field()
    for stream in sorted(Field):
        writer.start_field(stream.value, schema[stream.value])
        for at, (text, blocks) in enumerate(_terms(arrays, stream)):
            _write_term(writer, text, blocks)
            if rests and at % _REST_EVERY == 0:
                time.sleep(_REST_SECONDS)
        writer.finish_field()
    writer.close()
    segment.create_compound_file(storage)  # type: ignore[no-untyped-call]
    return segment


def open_segment(name: str, documents: int, deleted: Sequence[int] = ()) -> W3Segment:
    """The segment as a table of contents names it."""
    index, _, number = name.partition("_")
    segment = W3Segment(W3Codec(), index, documents, number, set(deleted) or None)  # type: ignore[no-untyped-call]
    segment.compound = True
    return segment


def _write_documents(codec: W3Codec, storage: BuildStorage, segment: W3Segment, arrays: Arrays) -> None:
    writer = codec.per_document_writer(storage, segment)  # type: ignore[no-untyped-call]
    field = make_schema()[CARD]
    for number, card in enumerate(cards_of(arrays)):
        writer.start_doc(number)
        writer.add_field(CARD, field, card, 0)
        writer.finish_doc()
    writer.close()


def _write_term(writer: object, text: bytes, blocks: Sequence[_Postings] | Iterator[_Postings]) -> None:
    writer.start_term(text)  # type: ignore[attr-defined]
    for block in blocks:
        writer._postwriter.add_block(block)  # type: ignore[attr-defined]  # noqa: SLF001 - the class above
    writer.finish_term()  # type: ignore[attr-defined]


def _terms(arrays: Arrays, stream: Field) -> Iterator[tuple[bytes, list[_Postings]]]:
    """Every term with its postings in blocks."""
    start = arrays[f"{stream}.start"].tolist()
    documents = array("I", np.ascontiguousarray(arrays[f"{stream}.documents"]).tobytes())
    weights = array("f", np.ascontiguousarray(arrays[f"{stream}.weights"]).tobytes())
    cut = _values(arrays, stream)
    for number, text in enumerate(Texts(arrays, stream).all()):
        low, high = start[number], start[number + 1]
        yield (
            text,
            [
                _Postings(documents[at:end], weights[at:end], cut(at, end))
                for at in range(low, high, _BLOCK)
                for end in (min(at + _BLOCK, high),)
            ],
        )


def _values(arrays: Arrays, stream: Field) -> Callable[[int, int], list[bytes]]:
    """The payload of a range of postings: their places as bytes."""
    if not stream.has_positions:
        return lambda at, end: [b"."] * (end - at)  # Whoosh cannot merge postings whose values are empty
    starts = (arrays[f"{stream}.places.start"].astype(np.int64) * _PLACE_BYTES).tolist()
    joined = np.ascontiguousarray(arrays[f"{stream}.places"]).tobytes()
    return lambda at, end: [joined[starts[n] : starts[n + 1]] for n in range(at, end)]


def read_segment(reader: SegmentReader) -> Arrays:
    """The arrays of a segment, made again from Whoosh's own files. Deleted documents are in them too."""
    count = reader.doc_count_all()
    cards = [read_card(reader.stored_fields(number)[CARD]) for number in range(count)]
    made: Arrays = {"lengths": np.array([lengths for _, lengths in cards], np.uint32)}
    made |= document_arrays([card for card, _ in cards])
    for stream in Field:
        made |= _read_stream(reader, stream)
    return made


def _read_stream(reader: SegmentReader, stream: Field) -> Arrays:
    texts = list(reader.lexicon(stream.value))
    held = [read_postings(reader, stream, text) for text in texts]
    values = [value for found in held for value in found.values]
    made: Arrays = {
        f"{stream}.start": starts_of(np.array([len(found.documents) for found in held], np.int64)),
        f"{stream}.documents": np.frombuffer(b"".join(found.documents.tobytes() for found in held), np.uint32),
        f"{stream}.weights": np.frombuffer(b"".join(found.weights.tobytes() for found in held), np.float32),
    }
    if stream.has_positions:
        made[f"{stream}.places.start"] = starts_of(np.array([len(value) // _PLACE_BYTES for value in values], np.int64))
        made[f"{stream}.places"] = np.frombuffer(b"".join(values), np.uint32)
    return made | text_arrays(stream, texts) | hash_arrays(stream, texts)


def read_postings(reader: SegmentReader, stream: Field, text: bytes) -> _Postings:
    """The postings of a term as Whoosh gives them, one by one."""
    found = _Postings(array("I"), array("f"), [])
    matcher = reader.postings(stream.value, text)
    while matcher.is_active():
        found.documents.append(matcher.id())
        found.weights.append(matcher.weight())
        found.values.append(matcher.value())
        matcher.next()
    return found
