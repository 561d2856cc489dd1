"""What the product asks of a search engine: documents in, one answer out. Adapters: memory, whoosh."""

import hashlib
import json
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from enum import StrEnum
from functools import cached_property
from typing import Protocol

from exchange.kernel.errors import UnavailableError
from exchange.kernel.languages import Language
from exchange.search.nearness import Entry, Near, Nearness
from exchange.search.query import PERSON, Limits, ParsedQuery

NEAR_ENOUGH = 0.42  # below it, what meaning finds is mostly chance


class SearchUnavailableError(UnavailableError):
    """The index cannot be opened or trusted; ask the database instead and rebuild."""


class SearchBusyError(SearchUnavailableError):
    """Another process is writing; the index is well, try again."""


class DocumentKind(StrEnum):
    """What a hit is."""

    PRACTICE = "practice"
    DISCUSSION = "discussion"


class Dimension(StrEnum):
    """By what an answer can be narrowed: the names used in facets and filters. KIND is filled by the index itself."""

    THEME = "theme"
    TARGET = "target"
    COUNTRY = "country"
    MINISTRY = "ministry"
    LANGUAGE = "language"
    EVIDENCE = "evidence"
    STATUS = "status"
    YEAR = "year"
    CHANNEL = "channel"
    KIND = "kind"


class Sort(StrEnum):
    """The order of hits; equal ones stand newest first, then by language and a hash of their key."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    DISCUSSED = "discussed"
    ADOPTED = "adopted"
    EVIDENCE = "evidence"


class SortKey(StrEnum):
    """The numbers in `SearchDocument.sort_values`; a missing one counts as 0."""

    PUBLISHED = "published"  # seconds since 1970, UTC
    DISCUSSED = "discussed"  # comments
    ADOPTED = "adopted"  # adoptions
    EVIDENCE = "evidence"  # level 0 to 5


PUBLIC = "public"
MEMBERS = "members"


@dataclass(frozen=True)
class SearchDocument:
    """One language version of one thing; what a hit, a count or a suggestion can come from.

    Attributes:
        key: unique in the index, the same for the same version ("practice:<uuid>:az").
        group: the practice's id; versions of one group and kind make one hit.
        facets: dimension name → values. Give a theme with all its ancestors, so that a wider theme counts them.
        audience: opaque tokens ("public", "members", "ministry:<uuid>"); a reader who holds one of them sees it.
        sort_values: numbers by `SortKey`.
    """

    key: str
    kind: DocumentKind
    group: str
    language: Language
    title: str
    summary: str = ""
    body: str = ""
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    audience: frozenset[str] = frozenset()
    sort_values: Mapping[str, float] = field(default_factory=dict)

    @cached_property
    def fingerprint(self) -> str:
        """Equal for equal content: `index check` compares it with the database's."""
        content = {part.name: getattr(self, part.name) for part in fields(self)}
        content |= {"audience": sorted(self.audience)}
        text = json.dumps(content, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


@dataclass(frozen=True)
class Put:
    """Add the document, or replace the one with the same key."""

    document: SearchDocument


@dataclass(frozen=True)
class Drop:
    """Remove every document of the group, or only those of one kind."""

    group: str
    kind: DocumentKind | None = None


Change = Put | Drop


@dataclass(frozen=True)
class Phrase:
    """A label of a concept in one language; its words stand side by side in a match. Synonyms weigh less."""

    text: str
    language: Language
    weight: float = 1.0


@dataclass(frozen=True)
class ConceptPhrases:
    """A concept found in the query, with what it is called elsewhere: hits through it go to `other_languages`."""

    concept_id: str
    label_shown: str
    phrases: tuple[Phrase, ...]
    words: frozenset[int] = frozenset()  # which words of the query name it; empty: all of them


@dataclass(frozen=True)
class SearchQuery:
    """What a person asks, with what that person may read.

    Attributes:
        text: as typed; parsed by the index, never trusted. Empty means everything.
        audience: the reader's tokens; nothing outside them changes any part of the answer.
        filters: dimension name → values; any value of one dimension, all dimensions together.
        offset, limit: which hits of the ordered list; counts and facets do not depend on them.
        nearness: the same question by meaning, where the installation has an encoder.
        withheld: groups of which nothing may be said: the index holds something older than the database.
    """

    text: str
    audience: frozenset[str]
    filters: Mapping[str, frozenset[str]] = field(default_factory=dict)
    sort: Sort = Sort.RELEVANCE
    offset: int = 0
    limit: int = 20
    concepts: tuple[ConceptPhrases, ...] = ()
    limits: Limits = PERSON
    nearness: Nearness | None = None
    withheld: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Reason:
    """Why a hit without the typed words is shown: the concept, what it is called in the hit's language."""

    concept_id: str
    label: str
    found_as: str


Matched = tuple[frozenset[str], ...]  # the terms of each word of a question by which a text's words are known for it


@dataclass(frozen=True)
class Hit:
    """The best version of one group. `matched` goes to `passages.passage` to mark words in the original text."""

    group: str
    key: str
    kind: DocumentKind
    language: Language
    score: float
    matched: Matched = ()
    reason: Reason | None = None
    near: Near | None = None


@dataclass(frozen=True)
class SearchAnswer:
    """One page of hits with everything that is said about the whole result.

    Attributes:
        total: groups that hold typed words; `other_total`: groups that hold a concept instead of all the words.
        facets: dimension → value → groups of both lists, leaving out the filters of the dimension itself.
        other_languages: the first of the latter, at most `limit`, each with its reason.
        near: nearest in meaning first, whether or not they hold words too; `matched` is empty where they hold none.
        explained: the query as it was understood.
        cut: words dropped from an overlong query, to be said.
        suggestion: the query in the spelling of the documents, or None.
        is_relaxed: the quoted words stand nowhere side by side, so they were sought like the plain words beside them.
        complete: False when the time limit was reached and the lists may lack something.
        contents: of what it was made: `SearchIndex.contents`, and what was withheld. Nobody is shown it.
    """

    hits: tuple[Hit, ...]
    total: int
    facets: Mapping[str, Mapping[str, int]]
    explained: ParsedQuery
    other_languages: tuple[Hit, ...] = ()
    other_total: int = 0
    near: tuple[Hit, ...] = ()
    cut: tuple[str, ...] = ()
    suggestion: str | None = None
    is_relaxed: bool = False
    complete: bool = True
    contents: Hashable = field(default=None, compare=False)


@dataclass(frozen=True)
class Completion:
    """A title that continues what was typed."""

    title: str
    group: str
    kind: DocumentKind
    language: Language


@dataclass(frozen=True)
class IndexStatus:
    """Facts for `exchange index status` and the health page."""

    documents: int
    stamp: int
    generation: int
    analysis_version: str
    segments: int
    size_bytes: int


Progress = Callable[[int], None]  # told how many documents are done


class Answers(Protocol):
    """The side of a search engine that pages ask. Every method may raise SearchUnavailableError."""

    def search(self, query: SearchQuery) -> SearchAnswer:
        """The answer for one reader. Never raises for anything a person can type."""

    def complete(
        self, text: str, audience: frozenset[str], limit: int = 8, withheld: frozenset[str] = frozenset()
    ) -> tuple[Completion, ...]:
        """Titles that hold every typed word, the last one begun, among those that the reader may read."""


class SearchIndex(Answers, Protocol):
    """A search engine. Every method may raise SearchUnavailableError and nothing else of its own."""

    @property
    def generation(self) -> int:
        """Grows with every change that a reader can see; cheap to ask."""

    def apply(self, changes: Sequence[Change], stamp: int) -> None:
        """Make all changes at once, in order, and remember the stamp: the last outbox row applied.

        Applying the same rows again changes nothing; the stamp never goes back.
        """

    def merge(self) -> bool:
        """Put small parts together where that is due; searching and writing go on meanwhile. Whether anything was."""

    def contents(self, audience: frozenset[str]) -> Hashable:
        """What readers with these tokens may see: while it is equal, so are their answers. Cheap to ask."""

    def stamp(self) -> int:
        """The highest stamp applied; 0 for a new index."""

    def rebuild(self, documents: Iterable[SearchDocument], stamp: int, progress: Progress | None = None) -> None:
        """Build anew beside the live index, then take its place at once; search answers all the while."""

    def mend(self) -> bool:
        """Repair damage that needs no rebuild; whether there was any."""

    def entries(self) -> frozenset[Entry]:
        """Key and fingerprint of every document, to compare with the database."""

    def status(self) -> IndexStatus:
        """Size, stamp and version of the index."""

    def close(self) -> None:
        """Let go of files; the index can be opened again."""
