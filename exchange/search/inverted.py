"""A document as an engine stores it: terms with weights and positions, and a card of what is needed beside them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from exchange.kernel.languages import Language
from exchange.search.analysis.forms import places
from exchange.search.port import MEMBERS, PUBLIC, Dimension, DocumentKind, SearchDocument, SortKey
from exchange.search.ranking import BODY_WEIGHT, SUMMARY_WEIGHT, TITLE_WEIGHT

SHORTEST_SPELLED = 3
SECTION_GAP = 50  # positions between title, summary and body, so that no phrase crosses


class Field(StrEnum):
    """The streams that can be looked up: stems of everything, stems of the title, folded words, and their spellings."""

    TERMS = "terms"
    TITLE = "title"
    EXACT = "exact"
    SPELLED = "spelled"  # "folded\x00as people spell it", for did-you-mean; without positions


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a document and how much a word there weighs."""

    name: str
    weight: float


SECTIONS = (Section("title", TITLE_WEIGHT), Section("summary", SUMMARY_WEIGHT), Section("body", BODY_WEIGHT))


@dataclass(slots=True)
class Occurrence:
    """Where a term stands in one document, and the sum of its weights."""

    weight: float = 0.0
    positions: list[int] = field(default_factory=list)

    def add(self, position: int, weight: float) -> None:
        """One more occurrence, in ascending order."""
        self.weight += weight
        self.positions.append(position)


Stream = dict[str, Occurrence]


@dataclass(frozen=True, slots=True)
class Inverted:
    """The streams of one document and its length in words."""

    streams: Mapping[Field, Stream]
    length: int


@dataclass(frozen=True, slots=True)
class Card:
    """What an answer needs of a document beside its terms."""

    key: str
    kind: DocumentKind
    group: str
    language: Language
    facets: Mapping[str, tuple[str, ...]]
    audience: frozenset[str]
    sort_values: Mapping[str, float]
    length: int
    fingerprint: str
    title: str

    @property
    def owner(self) -> str:
        """What makes one hit: a practice, or the discussion of a practice."""
        return f"{self.kind.value}:{self.group}"

    @property
    def published(self) -> float:
        """Seconds since 1970."""
        return self.sort_values.get(SortKey.PUBLISHED, 0.0)

    def is_open_to(self, tokens: frozenset[str]) -> bool:
        """Whether it may shape statistics for a reader: only what everyone of the reader's circle reads does (I2)."""
        return (PUBLIC in self.audience and PUBLIC in tokens) or (MEMBERS in self.audience and MEMBERS in tokens)


def invert(document: SearchDocument) -> Inverted:
    """Take the document apart. Words of the title and the summary weigh more."""
    streams: dict[Field, Stream] = {name: {} for name in Field}
    position = length = 0
    for section in SECTIONS:
        for place in places(getattr(document, section.name), document.language):
            _add(streams[Field.TERMS], place.terms, position, section.weight)
            _add(streams[Field.EXACT], place.exact, position, section.weight)
            if len(place.spelling) >= SHORTEST_SPELLED and place.spelling.isalpha():
                _add(streams[Field.SPELLED], (spelled(place.exact[0], place.spelling),), 0, 1.0)
            if section.name == "title":
                _add(streams[Field.TITLE], place.terms, position, 1.0)
            position += 1
            length += 1
        position += SECTION_GAP
    return Inverted(streams, length)


def spelled(folded: str, spelling: str) -> str:
    """A term of the spelling stream."""
    return f"{folded}\x00{spelling}"


def _add(stream: Stream, terms: tuple[str, ...], position: int, weight: float) -> None:
    for term in terms:
        stream.setdefault(term, Occurrence()).add(position, weight)


def card_of(document: SearchDocument, length: int) -> Card:
    """The document's card; language and kind are facets by themselves."""
    own = {Dimension.LANGUAGE.value: (document.language.value,), Dimension.KIND.value: (document.kind.value,)}
    return Card(
        key=document.key,
        kind=document.kind,
        group=document.group,
        language=document.language,
        facets={str(name): tuple(dict.fromkeys(values)) for name, values in document.facets.items()} | own,
        audience=document.audience,
        sort_values={str(name): float(value) for name, value in document.sort_values.items()},
        length=length,
        fingerprint=document.fingerprint,
        title=document.title,
    )
