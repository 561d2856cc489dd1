"""What one commit shows: all segments as one row of documents, without the deleted ones."""

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from exchange.search.columns.building import arrays_of
from exchange.search.columns.facet import Facet, JointFacet, facet_of, joined
from exchange.search.columns.holders import Mask, Saturations, Scores, Term
from exchange.search.columns.kept import Kept, once
from exchange.search.columns.known import Known, Sameness
from exchange.search.columns.layout import SORT_KEYS
from exchange.search.columns.owners import Owners, owners_of
from exchange.search.columns.segment import ColumnSegment, Postings, Segment, may_read, texts_of
from exchange.search.columns.texts import encoded
from exchange.search.inverted import Field
from exchange.search.port import SortKey
from exchange.search.ranking import K1, B, Census
from exchange.search.spelling import Vocabulary, near

_KEPT_POSTINGS = 15  # for each document so many numbers of each kind are kept for hot terms
_KEPT_MASKS = 64


class View:
    """One commit. Columns are put together when they are first asked for; nothing changes afterwards.

    Args:
        segments: in the order of the commit.
        dead: for each segment the numbers of its deleted documents.
        before: another commit; what it worked out of segments that are the same is used again.
    """

    def __init__(
        self, segments: Sequence[Segment], dead: Sequence[Sequence[int]], before: "View | None" = None
    ) -> None:
        self.segments: tuple[Segment, ...] = tuple(segments) or (ColumnSegment("nothing", arrays_of(())),)
        self.dead = tuple(dead) or ((),)
        self._names = frozenset(segment.name for segment in self.segments)
        self.bases = np.cumsum([0, *(segment.count for segment in segments)]).tolist()
        self.count: int = self.bases[-1]
        self.kept: OrderedDict[Hashable, object] = OrderedDict()  # whole answers, see answering
        most = _KEPT_POSTINGS * self.count
        self._texts = [texts_of(segment) for segment in segments]
        self._terms = Kept[tuple[Field, str], Term](most)
        self._saturations = Kept[tuple[Field, str, frozenset[str]], Saturations](most)
        self._masks = Kept[frozenset[str], Mask](_KEPT_MASKS)
        self._passing = Kept[frozenset[tuple[str, frozenset[str]]], NDArray[np.bool_]](_KEPT_MASKS)
        self._sort: dict[SortKey, NDArray[np.float64]] = {}
        self._facets: dict[str, Facet] = {}
        self._known = before.known_of(self._names) if before else Known()
        self._joint: dict[tuple[str, ...], list[JointFacet]] = {}
        self._versions: dict[frozenset[str], tuple[NDArray[np.intp], NDArray[np.intp]]] = {}
        self._sameness: dict[str, Sameness] = {}
        self._censuses: dict[frozenset[str], Census] = {}
        self._dampings: dict[frozenset[str], Scores] = {}

    @cached_property
    def alive(self) -> Mask:
        """The documents that were not deleted."""
        flags = np.ones(self.count, np.bool_)
        for base, dead in zip(self.bases, self.dead, strict=False):
            flags[np.array(dead, np.intp) + base] = False
        return Mask(flags, not any(self.dead))

    def living(self) -> Iterable[int]:
        """The numbers of the documents that were not deleted."""
        return np.flatnonzero(self.alive.flags).tolist()

    @cached_property
    def lengths(self) -> NDArray[np.int64]:
        """Words of each document."""
        return np.concatenate([_lengths(segment) for segment in self.segments])

    @cached_property
    def languages(self) -> NDArray[np.uint8]:
        """Language of each document, by its number in `Language`."""
        return self._column("language")

    @cached_property
    def marks(self) -> NDArray[np.uint64]:
        """The hash of each document's key: an order among equals that does not depend on their place in the index."""
        return np.concatenate([_marks(segment) for segment in self.segments])

    def sort_values(self, key: SortKey) -> NDArray[np.float64]:
        """A number to sort by, for each document."""
        if key not in self._sort:
            at = SORT_KEYS.index(key)
            self._sort[key] = np.concatenate([segment.arrays["sort"][:, at] for segment in self.segments])
        return self._sort[key]

    @cached_property
    def owners(self) -> tuple[NDArray[np.intp], int]:
        """For each document the number of its owner, the same in every segment; and how many owners there are."""
        made = self._owners
        return np.concatenate([made.of[segment.name] for segment in self.segments]), made.count

    @cached_property
    def _owners(self) -> Owners:
        return owners_of(self.segments, self._known.owners)

    @cached_property
    def has_versions(self) -> bool:
        """Whether any owner has several living documents: only then must hits be gathered."""
        owners, count = self.owners
        living = owners if self.alive.is_full else owners[self.alive.flags]
        return int(np.bincount(living, minlength=count).max(initial=0)) > 1

    def visible(self, audience: frozenset[str]) -> Mask:
        """The living documents that a reader with these tokens may see."""
        mask = self._masks.get(audience)
        return self._masks.keep(audience, self._visible(audience)) if mask is None else mask

    def census(self, open_class: frozenset[str]) -> Census:
        """Number and length of the living documents that the open class reads."""
        if open_class not in self._censuses:  # 57 µs for 100,000 documents, at every question
            mask = self.visible(open_class)
            counted = Census(int(np.count_nonzero(mask.flags)), int(self.lengths[mask.flags].sum()))
            self._censuses[open_class] = counted
        return self._censuses[open_class]

    def dampings(self, open_class: frozenset[str]) -> Scores:
        """BM25's K of every document (`Census.damping`, for all at once)."""
        if open_class not in self._dampings:
            average = self.census(open_class).average_length
            self._dampings[open_class] = (K1 * (1 - B + B * self.lengths / average)).astype(np.float32)
        return self._dampings[open_class]

    def term(self, stream: Field, term: str) -> Term:
        """Who holds a term."""
        found = self._terms.get((stream, term))
        if found is None:
            found = self._assembled(stream, encoded(term))
            self._terms.keep((stream, term), found, len(found.documents))
        return found

    def saturations(self, stream: Field, term: str, open_class: frozenset[str]) -> Saturations:
        """BM25's saturated frequencies of a term; kept for hot ones."""
        kept = self._saturations.get((stream, term, open_class))
        if kept is None:
            documents, weights = self.term(stream, term)
            held = weights * np.float32(K1 + 1) / (weights + self.dampings(open_class)[documents])
            kept = Saturations.of(documents, held, self.count)
            self._saturations.keep((stream, term, open_class), kept, kept.size)
        return kept

    def beginning_with(self, stream: Field, prefix: str, *, at_start: bool = False) -> Mask:
        """Living documents with a term that begins so (`at_start`: as their first word): one slice per segment."""
        flags = np.zeros(self.count, np.bool_)
        for base, segment in zip(self.bases, self.segments, strict=False):
            terms = segment.terms(stream).beginning_with(encoded(prefix))
            flags[segment.documents_of(stream, terms, at_start=at_start).astype(np.intp) + base] = True
        flags &= self.alive.flags
        return Mask(flags, is_full=False)

    def vocabularies(self) -> Sequence[Vocabulary]:
        """Every word with its spellings, of deleted and unseen documents too: check each before use."""
        return [segment.vocabulary for segment in self.segments]

    def spelled_like(self, word: str, errors: int) -> set[str]:
        """Folded words of any document at most so many errors away, the word itself too."""
        return {word, *(one.word for one in near(word, self.vocabularies()) if one.errors <= errors)}

    def facet(self, dimension: str) -> Facet:
        """One dimension of all documents."""
        if dimension not in self._facets:
            self._facets[dimension] = facet_of(dimension, self.segments, self._known.facets.get(dimension))
        return self._facets[dimension]

    def passing(self, chosen: Mapping[str, frozenset[str]]) -> NDArray[np.bool_]:
        """Which documents have any of the chosen values of each dimension; kept, because readers choose the same."""
        wanted = frozenset(chosen.items())
        kept = self._passing.get(wanted)
        if kept is None:
            kept = np.ones(self.count, np.bool_)
            for dimension, values in chosen.items():
                kept &= self.facet(dimension).holding(values)
            self._passing.keep(wanted, kept)
        return kept

    def joint_facets(self, dimensions: tuple[str, ...]) -> list[JointFacet]:
        """Dimensions with one value per document, joined while their cells are few: one pass counts them all."""
        if dimensions not in self._joint:
            single = {name: self.facet(name) for name in dimensions if self.facet(name).single is not None}
            self._joint[dimensions] = joined(single)
        return self._joint[dimensions]

    def speaks_for_owner(self, dimension: str) -> bool:
        """Whether all versions of a practice have the same values: then any of them can be counted for all."""
        if dimension not in self._sameness:
            self._sameness[dimension] = Sameness(self._is_same(dimension), self._names)
        return self._sameness[dimension].holds

    def _is_same(self, dimension: str) -> bool:
        before = self._known.sameness.get(dimension, Sameness(holds=True, segments=frozenset()))
        if not before.holds and before.segments <= self._names:
            return False
        agreeing = before.segments & self._names if before.holds else frozenset()
        others, models = self._compared(agreeing)
        return not len(others) or self.facet(dimension).is_same_for(others, models)

    def _compared(self, agreeing: frozenset[str]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Documents to be compared, and of each the one that stands for its owner.

        Args:
            agreeing: segments whose documents need not be compared with each other any more.
        """
        if agreeing not in self._versions:
            owners, count = self.owners
            is_sure = np.concatenate([np.full(one.count, one.name in agreeing) for one in self.segments])
            living, model = self.alive.flags, np.empty(count, np.intp)
            sure, others = np.flatnonzero(living & is_sure), np.flatnonzero(living & ~is_sure)
            model[owners[others]] = others  # the last of each: no sorting, which took 3 ms for each dimension
            model[owners[sure]] = sure
            others = others[model[owners[others]] != others]
            self._versions[agreeing] = others, model[owners[others]]
        return self._versions[agreeing]

    def known_of(self, segments: Collection[str]) -> Known:
        """What was found out here and before about these segments."""
        facets = {**self._known.facets, **self._facets}
        return Known(
            facets={name: facet.of_segments(segments) for name, facet in facets.items()},
            owners=self.__dict__.get("_owners", self._known.owners),
            sameness={**self._known.sameness, **self._sameness},
        )

    @cached_property
    def dimensions(self) -> tuple[str, ...]:
        """Every dimension that occurs, ascending."""
        names = {name for segment in self.segments for name in segment.arrays if name.startswith("facet.")}
        return tuple(sorted({name.split(".")[1] for name in names}))

    def key(self, number: int) -> str:
        """The key of a document."""
        at, local = self._place(number)
        return self._texts[at].key(local)

    def title_of(self, number: int) -> str:
        """The title of a document."""
        at, local = self._place(number)
        return self._texts[at].title_of(local)

    def owner(self, number: int) -> str:
        """`kind:group` of a document."""
        at, local = self._place(number)
        return self._texts[at].owner(local)

    def fingerprint(self, number: int) -> str:
        """The fingerprint of a document."""
        at, local = self._place(number)
        return self._texts[at].fingerprint(local)

    def _place(self, number: int) -> tuple[int, int]:
        at = bisect_right(self.bases, number) - 1
        return at, int(number) - self.bases[at]

    def _column(self, name: str) -> np.ndarray:
        return np.concatenate([segment.arrays[name] for segment in self.segments])

    def _visible(self, audience: frozenset[str]) -> Mask:
        flags = np.concatenate([may_read(segment, audience)[segment.arrays["audience"]] for segment in self.segments])
        flags &= self.alive.flags
        return Mask(flags, bool(flags.all()))

    def _assembled(self, stream: Field, term: bytes) -> Term:
        return self.joined([segment.postings(stream, term) for segment in self.segments])

    def joined(self, parts: Sequence[Postings | Term | None]) -> Term:
        """The living documents of the view that hold what was found in each segment."""
        held = [(base, part) for base, part in zip(self.bases, parts, strict=False) if part and len(part.documents)]
        if not held:
            return Term(np.empty(0, np.intp), np.empty(0, np.float32))
        documents = [part.documents.astype(np.intp) + base for base, part in held]
        found = Term(np.concatenate(documents), np.concatenate([part.weights for _, part in held]))
        if self.alive.is_full:
            return found
        living = np.flatnonzero(self.alive.flags[found.documents])
        return Term(found.documents[living], found.weights[living])


@once
def _lengths(segment: Segment) -> NDArray[np.int64]:
    words: NDArray[np.int64] = segment.arrays["lengths"].sum(axis=1, dtype=np.int64)
    return words


@once
def _marks(segment: Segment) -> NDArray[np.uint64]:
    found = np.empty(segment.count, np.uint64)
    found[segment.arrays["keys.hash.term"]] = segment.arrays["keys.hash"]
    return found
