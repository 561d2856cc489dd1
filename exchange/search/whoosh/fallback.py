"""A segment whose column store is missing or bad: stock Whoosh answers the same, slowly, until it is mended."""

import weakref
from bisect import bisect_left
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import SegmentReader, TermNotFound

from exchange.search.columns.deletions import deletion_arrays
from exchange.search.columns.layout import Arrays
from exchange.search.columns.ragged import starts_of
from exchange.search.columns.segment import Places, Postings
from exchange.search.inverted import Field
from exchange.search.spelling import Vocabulary
from exchange.search.whoosh.disk import Disk
from exchange.search.whoosh.manifest import Member
from exchange.search.whoosh.schema import make_schema
from exchange.search.whoosh.segment_file import open_segment
from exchange.search.whoosh.segment_reading import read_documents, read_postings, read_segment
from exchange.search.whoosh.storage import BuildStorage


class _Terms(list[bytes]):
    """The terms of a stream as a list."""

    def all(self) -> list[bytes]:
        """Every term."""
        return self

    def beginning_with(self, prefix: bytes) -> range:
        """Numbers of the terms that begin so; UTF-8 knows no byte 255."""
        return range(bisect_left(self, prefix), bisect_left(self, prefix + b"\xff"))


class WhooshSegment:
    """A segment read by Whoosh. The caller has checked its file: Whoosh unpickles what it reads."""

    def __init__(self, build: Path, member: Member) -> None:
        self.name = member.name
        self.count = member.documents
        segment = open_segment(member.name, member.documents)
        self._reader = SegmentReader(BuildStorage(build, Disk()), make_schema(), segment)
        weakref.finalize(self, self._reader.close)
        self._terms: dict[Field, _Terms] = {}

    @cached_property
    def arrays(self) -> Arrays:
        """The arrays of the documents, from their cards."""
        return read_documents(self._reader)

    def whole(self) -> Arrays:
        """Every array, to make the column store again."""
        return read_segment(self._reader)

    def postings(self, stream: Field, term: bytes) -> Postings | None:
        """Read one by one."""
        try:
            found = read_postings(self._reader, stream, term)
        except TermNotFound:
            return None
        return Postings(np.array(found.documents, np.uint32), np.array(found.weights, np.float32))

    def places(self, stream: Field, term: bytes) -> Places:
        """Read one by one."""
        try:
            values = read_postings(self._reader, stream, term).values
        except TermNotFound:
            values = []
        rows = [np.frombuffer(value, np.uint32) for value in values]
        start = starts_of(np.array([len(row) for row in rows], np.int64))
        return Places(start, np.concatenate(rows) if rows else np.empty(0, np.uint32))

    def terms(self, stream: Field) -> _Terms:
        """Every term of the stream, kept."""
        if stream not in self._terms:
            self._terms[stream] = _Terms(self._reader.lexicon(stream.value))
        return self._terms[stream]

    def documents_of(self, stream: Field, terms: range, *, at_start: bool) -> NDArray[np.uint32]:
        """Term by term."""
        found = []
        for number in terms:
            postings = read_postings(self._reader, stream, self.terms(stream)[number])
            firsts = [not at_start or int.from_bytes(value[:4], "little") == 0 for value in postings.values]
            found.append(np.array(postings.documents, np.uint32)[np.array(firsts, np.bool_)])
        return np.concatenate(found) if found else np.empty(0, np.uint32)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Every word with its spellings; counting the holders of all takes too long, so every document may be one."""
        terms = self.terms(Field.SPELLED)
        holders = np.arange(len(terms) + 1) * self.count
        return Vocabulary(terms, holders, *deletion_arrays(terms).values())
