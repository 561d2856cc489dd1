"""What we use of Whoosh, with types: a writer, a segment, and how they are made."""

from collections.abc import Callable, Iterator
from typing import Protocol, Self, cast

from whoosh.index import TOC, FileIndex
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from exchange.search.whoosh.schema import make_schema
from exchange.search.whoosh.storage import SealedStorage


class StoredSegment(Protocol):
    """A segment as the table of contents names it."""

    def segment_id(self) -> str:
        """Its name: the beginning of its file names."""

    def deleted_docs(self) -> Iterator[int]:
        """Numbers of deleted documents."""

    def doc_count(self) -> int:
        """How many documents live."""


class Writer(Protocol):
    """Whoosh's segment writer."""

    def add_document(self, **fields: object) -> None:
        """One more document."""

    def delete_document(self, docnum: int) -> None:
        """Delete by number through all segments."""

    def add_reader(self, reader: SegmentReader) -> None:
        """Take in the living documents of another segment."""

    def __enter__(self) -> Self:
        """Begin."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        """Make it so, or after an error let it be."""


MergePolicy = Callable[[Writer, list[StoredSegment]], list[StoredSegment]]


def open_writer(storage: SealedStorage, merges: MergePolicy, megabytes: int = 128) -> Writer:
    """A writer on the newest commit, to be used with `with`; the caller has checked the commit's seal."""
    index = FileIndex(storage)  # type: ignore[no-untyped-call]
    writer = SegmentWriter(index, limitmb=megabytes, compound=True)  # type: ignore[no-untyped-call]
    writer.mergetype = merges
    return cast("Writer", writer)


def create_empty(storage: SealedStorage) -> None:
    """The first commit of a build, without documents."""
    TOC.create(storage, make_schema())  # type: ignore[no-untyped-call]


def open_reader(storage: SealedStorage, schema: object, segment: StoredSegment) -> SegmentReader:
    """A reader of one segment; the caller has checked its files."""
    return SegmentReader(storage, schema, segment)  # type: ignore[arg-type]  # our Protocols stand for Whoosh's classes


def read_commit(storage: SealedStorage, commit: int) -> tuple[object, list[StoredSegment]]:
    """Schema and segments of a commit; the caller has checked its seal."""
    toc = TOC.read(storage, "MAIN", gen=commit)  # type: ignore[no-untyped-call]
    return toc.schema, toc.segments
