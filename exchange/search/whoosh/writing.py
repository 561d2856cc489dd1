"""The one writer: small commits, merges, rebuilds and repairs, each done whole or not at all."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from exchange.search.analysis.version import ANALYSIS_VERSION
from exchange.search.columns.building import draft_of
from exchange.search.columns.draft import Draft
from exchange.search.columns.layout import Arrays
from exchange.search.columns.merging import Source, merged
from exchange.search.columns.segment import ColumnSegment
from exchange.search.inverted import Field
from exchange.search.port import Change, Progress, SearchDocument, SearchUnavailableError
from exchange.search.whoosh import plan
from exchange.search.whoosh.batch import Batch
from exchange.search.whoosh.committing import Committer, Written
from exchange.search.whoosh.disk import Disk
from exchange.search.whoosh.folder import IndexFolder
from exchange.search.whoosh.heap import give_back
from exchange.search.whoosh.manifest import Manifest, Member, Sealer
from exchange.search.whoosh.mending import Mender
from exchange.search.whoosh.snapshot import Shelf, Snapshot


class Writer:
    """Changes the index of one folder. The caller turns what damage makes it raise into one error."""

    def __init__(self, folder: IndexFolder, shelf: Shelf, sealer: Sealer, disk: Disk) -> None:
        self._folder = folder
        self._shelf = shelf
        self._disk = disk
        self._committer = Committer(folder, sealer, disk)
        self._mender = Mender(sealer)

    def apply(self, changes: Sequence[Change], stamp: int) -> None:
        """One commit: new documents in a segment of their own, replaced ones marked as deleted."""
        self._folder.check()
        with self._folder.writing(), self._tidy_after_failure():
            snapshot = self._shelf.newest()
            self._require_files(snapshot.manifest)
            batch = Batch.of(changes)
            members = _without(snapshot, batch)
            folded = plan.folded(members)
            draft = _joined(snapshot, folded, draft_of(batch.added.values()) if batch.added else None)
            fresh = [self._committer.write(snapshot.manifest.build, draft)] if draft else []
            staying = tuple(held for held in members if held not in folded)
            self._commit(replace(snapshot.manifest, members=staying, stamp=max(stamp, snapshot.manifest.stamp)), fresh)

    def merge(self) -> bool:
        """One merge, if one is due. The new segment is written without the writer's lock, so commits go on."""
        with self._folder.merging() as is_ours:
            if not is_ours:
                return False
            begun = self._shelf.newest()
            sources = plan.due(begun.manifest.members)
            draft = _joined(begun, sources, None)
            if draft is None:
                return False
            written = self._committer.write(begun.manifest.build, draft, rests=True)
            with self._folder.writing(), self._tidy_after_failure():
                return self._replace(begun.manifest, sources, written)

    def rebuild(self, documents: Iterable[SearchDocument], stamp: int, progress: Progress | None) -> None:
        """A whole new index in a folder beside the live one; the live one answers and takes changes meanwhile."""
        self._folder.prepare()
        with self._folder.building():
            build = self._folder.new_build()
            try:
                manifest = Manifest(build, 0, stamp, ANALYSIS_VERSION)
                fresh = list(self._segments(build, documents, progress))
                with self._folder.writing():
                    self._committer.publish(manifest, fresh)
            except BaseException:
                self._disk.remove_folder(self._folder.path / build)
                raise
            self._folder.clear(build)

    def mend(self) -> bool:
        """Replace damaged segments by what is left of them."""
        with self._folder.writing(), self._tidy_after_failure():
            self._shelf.forget()
            manifest = self._shelf.newest().manifest
            mended = self._mender.mended(self._folder.path / manifest.build, manifest, self._committer)
            if mended is None:
                return False
            self._commit(*mended)
            return True

    def _segments(
        self, build: str, documents: Iterable[SearchDocument], progress: Progress | None
    ) -> Iterator[Written]:
        remaining, done = iter(documents), 0
        while True:
            newest, replaced = dict[str, int](), list[int]()
            draft = draft_of(_noted(islice(remaining, plan.BULK_DOCUMENTS), newest, replaced))
            if not draft.count:
                return
            written = self._committer.write(build, Draft(draft.documents, _in_turn(draft.stream)))
            yield replace(written, deleted=tuple(sorted(replaced)))
            done += draft.count
            del draft  # with what was read into it: the next one would be made beside it
            if progress is not None:
                progress(done)

    def _replace(self, begun: Manifest, sources: Sequence[Member], written: Written) -> bool:
        """Put the merged segment in place of its sources, without what was deleted since the merge began."""
        now = self._shelf.newest().manifest
        present = {held.name: held for held in now.members}
        if now.build != begun.build:
            return False
        base, gone = 0, []
        for source in sources:
            kept = _living(source)
            numbers = np.cumsum(kept) - 1 + base
            still = _living(present[source.name]) if source.name in present else np.zeros_like(kept)
            gone += numbers[kept & ~still].tolist()  # a source that is gone lives on in another segment, or not at all
            base += source.living
        names = {source.name for source in sources}
        staying = tuple(held for held in now.members if held.name not in names)
        self._committer.publish(replace(now, members=staying), [replace(written, deleted=tuple(sorted(gone)))])
        return True

    def _commit(self, manifest: Manifest, fresh: Sequence[Written]) -> None:
        with self._folder.merging() as is_ours:
            self._committer.publish(manifest, fresh, keep_unknown=not is_ours)

    def _require_files(self, manifest: Manifest) -> None:
        """A commit must not name files that have gone."""
        path = self._folder.path / manifest.build
        for name, facts in manifest.files.items():
            if name != manifest.toc and (path / name).stat().st_size != facts.size:
                raise SearchUnavailableError(f"A file of the index is damaged: {name}")

    @contextmanager
    def _tidy_after_failure(self) -> Iterator[None]:
        """After a failed commit, give back the room that its files took: the disk may be full."""
        try:
            yield
        except OSError:
            with self._folder.merging() as is_ours:
                if is_ours:
                    self._committer.clear(self._shelf.newest().manifest)
            raise


def _without(snapshot: Snapshot, batch: Batch) -> tuple[Member, ...]:
    """The members with what the batch removes from them; those of which nothing is left are gone."""
    segments = snapshot.segments
    members = [
        replace(held, deleted=tuple(sorted({*held.deleted, *batch.removed_from(segments[held.name].arrays)})))
        for held in snapshot.manifest.members
    ]
    return tuple(held for held in members if held.living)


def _noted(
    documents: Iterable[SearchDocument], newest: dict[str, int], replaced: list[int]
) -> Iterator[SearchDocument]:
    """The documents as they come, none of them kept; of two with one key the earlier one is noted as replaced."""
    for number, document in enumerate(documents):
        if document.key in newest:
            replaced.append(newest[document.key])
        newest[document.key] = number
        yield document


def _in_turn(stream: Callable[[Field], Arrays]) -> Callable[[Field], Arrays]:
    """Each stream in the room that the one before it took."""

    def made(name: Field) -> Arrays:
        give_back()
        return stream(name)

    return made


def _joined(snapshot: Snapshot, members: Sequence[Member], fresh: Draft | None) -> Draft | None:
    """The living documents of the members, then the new ones; None when there is nothing."""
    segments = snapshot.segments
    sources = [Source(_whole(segments[held.name]), _living(held)) for held in members]
    if not sources:
        return fresh
    if fresh is not None:
        sources.append(Source(fresh.whole(), np.ones(fresh.count, np.bool_)))
    return merged(sources)


def _whole(segment: object) -> Arrays:
    from exchange.search.whoosh.fallback import WhooshSegment  # noqa: PLC0415

    if isinstance(segment, WhooshSegment):
        return segment.whole()
    assert isinstance(segment, ColumnSegment)  # noqa: S101
    return segment.arrays


def _living(member: Member) -> NDArray[np.bool_]:
    kept = np.ones(member.documents, np.bool_)
    kept[list(member.deleted)] = False
    return kept
