"""What an engine stores of a document: the streams of its terms, and a card of what is needed beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from exchange.kernel.languages import Language, fold
from exchange.search.analysis.forms import Place
from exchange.search.port import MEMBERS, PUBLIC, Dimension, DocumentKind, SearchDocument, SortKey
from exchange.search.ranking import BODY_WEIGHT, SUMMARY_WEIGHT, TITLE_WEIGHT

SHORTEST_SPELLED = 3
SECTION_GAP = 50  # positions between title, summary and body, so that no phrase crosses


class Field(StrEnum):
    """The streams that can be looked up."""

    TERMS = "terms"  # stems and beginnings of everything
    TITLE = "title"  # the same of the title alone
    HEADING = "heading"  # words of the title, folded but whole, for completion
    EXACT = "exact"  # folded words of everything
    SPELLED = "spelled"  # "folded\x00as people spell it", for did-you-mean; without positions

    @property
    def has_positions(self) -> bool:
        """Whether words of the stream can be sought side by side."""
        return self is not Field.SPELLED

    @property
    def is_of_title(self) -> bool:
        """Whether only words of the title stand in it."""
        return self in {Field.TITLE, Field.HEADING}

    @property
    def is_weighted(self) -> bool:
        """Whether a word in the title or the summary counts for more than one in the body."""
        return self in {Field.TERMS, Field.EXACT}


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a document and how much a word there weighs."""

    name: str
    weight: float


SECTIONS = (Section("title", TITLE_WEIGHT), Section("summary", SUMMARY_WEIGHT), Section("body", BODY_WEIGHT))


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


def entries(name: Field, raw: str, found: Sequence[Place]) -> list[tuple[int, str]]:
    """The terms of one stream for a written token: how many places after the token's first, and the term."""
    match name:
        case Field.TERMS | Field.TITLE:
            return [(at, term) for at, place in enumerate(found) for term in place.terms]
        case Field.EXACT:
            return [(at, word) for at, place in enumerate(found) for word in place.exact]
        case Field.HEADING:
            return [(0, fold(raw))]
        case Field.SPELLED:
            words = [place for place in found if len(place.spelling) >= SHORTEST_SPELLED and place.spelling.isalpha()]
            return [(0, spelled(place.exact[0], place.spelling)) for place in words]


def spelled(folded: str, spelling: str) -> str:
    """A term of the spelling stream."""
    return f"{folded}\x00{spelling}"


def card_of(document: SearchDocument) -> Card:
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
        fingerprint=document.fingerprint,
        title=document.title,
    )
