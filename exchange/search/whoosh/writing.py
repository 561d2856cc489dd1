"""Changes into commits: one segment per commit, and now and then a merge of the small ones."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice

from exchange.search.inverted import Field, card_of, invert
from exchange.search.port import Change, DocumentKind, Drop, Put, SearchDocument
from exchange.search.whoosh.engine import StoredSegment, Writer, create_empty, open_reader, open_writer
from exchange.search.whoosh.schema import CARD, GROUP, KEY, make_schema, write_card
from exchange.search.whoosh.snapshot import Snapshot
from exchange.search.whoosh.storage import SealedStorage

MAX_SEGMENTS = 6
BULK_DOCUMENTS = 20_000  # per segment of a rebuild
_BULK_MEGABYTES = 256
_GROWTH = 3  # a segment joins a merge while it is not larger than so many times what is merged already


@dataclass
class Batch:
    """Changes boiled down: what to add, and what of the present index goes."""

    added: dict[str, SearchDocument] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)
    groups: set[tuple[str, DocumentKind | None]] = field(default_factory=set)

    def note(self, change: Change) -> None:
        """Take in the next change."""
        match change:
            case Put(document):
                self.added[document.key] = document
                self.keys.add(document.key)
            case Drop(group, kind):
                self.groups.add((group, kind))
                self.added = {
                    key: held
                    for key, held in self.added.items()
                    if held.group != group or kind not in {None, held.kind}
                }

    def removes(self, key: str, group: str, kind: DocumentKind) -> bool:
        """Whether a document of the present index goes."""
        return key in self.keys or (group, None) in self.groups or (group, kind) in self.groups


def commit_changes(storage: SealedStorage, snapshot: Snapshot, changes: Sequence[Change], stamp: int) -> None:
    """One commit that carries the stamp. The snapshot is the present commit; the caller holds the lock."""
    batch = Batch()
    for change in changes:
        batch.note(change)
    storage.stamp = stamp
    storage.trust(snapshot.seal)
    with open_writer(storage, partial(merge_small, storage)) as writer:
        _delete(writer, snapshot, batch)
        for document in batch.added.values():
            _add(writer, document)


def build(storage: SealedStorage, documents: Iterable[SearchDocument], stamp: int) -> None:
    """A whole new index in an empty folder, in large segments."""
    storage.stamp = stamp
    create_empty(storage)
    remaining = iter(documents)
    while chunk := list(islice(remaining, BULK_DOCUMENTS)):
        with open_writer(storage, _no_merge, _BULK_MEGABYTES) as writer:
            for document in {document.key: document for document in chunk}.values():
                _add(writer, document)


def merge_small(storage: SealedStorage, writer: Writer, segments: list[StoredSegment]) -> list[StoredSegment]:
    """A merge policy in Whoosh's sense: nothing up to six segments, then the small ones into one."""
    if len(segments) < MAX_SEGMENTS:
        return segments
    merged: list[StoredSegment] = []
    total = 0
    for segment in sorted(segments, key=lambda held: held.doc_count()):
        if len(merged) > 1 and segment.doc_count() > total * _GROWTH:
            break
        merged.append(segment)
        total += segment.doc_count()
    for segment in merged:
        reader = open_reader(storage, make_schema(), segment)
        writer.add_reader(reader)
        reader.close()
    return [segment for segment in segments if segment not in merged]


def _no_merge(_: Writer, segments: list[StoredSegment]) -> list[StoredSegment]:
    return segments


def _delete(writer: Writer, snapshot: Snapshot, batch: Batch) -> None:
    """Whoosh numbers documents through all segments, in the order of the table of contents."""
    base = 0
    groups = [group for group, _ in batch.groups]
    for leaf in snapshot.leaves:
        for number in sorted(leaf.segment.may_be_replaced(batch.keys, groups)):
            card = leaf.cards[number]
            if card is not None and batch.removes(card.key, card.group, card.kind):
                writer.delete_document(base + number)
        base += len(leaf.cards)


def _add(writer: Writer, document: SearchDocument) -> None:
    inverted = invert(document)
    streams = {name.value: inverted.streams[name] for name in Field}
    card = write_card(card_of(document, inverted.length))
    writer.add_document(**{KEY: document.key, GROUP: document.group, CARD: card}, **streams)
