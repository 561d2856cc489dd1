"""What Whoosh's own reader finds in a segment, turned back into columns."""

from array import array
from typing import NamedTuple

import numpy as np
from whoosh.reading import SegmentReader

from exchange.search.columns.documents import document_arrays
from exchange.search.columns.layout import Arrays
from exchange.search.columns.lexicon import lexicon_arrays
from exchange.search.columns.ragged import starts_of
from exchange.search.inverted import Field
from exchange.search.whoosh.schema import CARD, read_card
from exchange.search.whoosh.segment_file import PLACE_BYTES


class ReadPostings(NamedTuple):
    """The postings of one term, one by one as Whoosh gives them."""

    documents: "array[int]"
    weights: "array[float]"
    values: list[bytes]


def read_segment(reader: SegmentReader) -> Arrays:
    """Every array of the segment. Deleted documents are in them too."""
    made = read_documents(reader)
    for stream in Field:
        made |= _read_stream(reader, stream)
    return made


def read_documents(reader: SegmentReader) -> Arrays:
    """The arrays of the documents, from their cards."""
    cards = [read_card(reader.stored_fields(number)[CARD]) for number in range(reader.doc_count_all())]
    lengths = np.array([lengths for _, lengths in cards], np.uint32)
    return {"lengths": lengths} | document_arrays([card for card, _ in cards])


def read_postings(reader: SegmentReader, stream: Field, text: bytes) -> ReadPostings:
    """The postings of a term.

    Raises:
        TermNotFound: no document of the segment holds it.
    """
    found = ReadPostings(array("I"), array("f"), [])
    matcher = reader.postings(stream.value, text)
    while matcher.is_active():
        found.documents.append(matcher.id())
        found.weights.append(matcher.weight())
        found.values.append(matcher.value())
        matcher.next()
    return found


def _read_stream(reader: SegmentReader, stream: Field) -> Arrays:
    texts = list(reader.lexicon(stream.value))
    held = [read_postings(reader, stream, text) for text in texts]
    made: Arrays = {
        f"{stream}.start": starts_of(np.array([len(found.documents) for found in held], np.int64)),
        f"{stream}.documents": np.frombuffer(b"".join(found.documents.tobytes() for found in held), np.uint32),
        f"{stream}.weights": np.frombuffer(b"".join(found.weights.tobytes() for found in held), np.float32),
    }
    if stream.has_positions:
        values = [value for found in held for value in found.values]
        made[f"{stream}.places.start"] = starts_of(np.array([len(value) // PLACE_BYTES for value in values], np.int64))
        made[f"{stream}.places"] = np.frombuffer(b"".join(values), np.uint32)
    return made | lexicon_arrays(stream, texts)
