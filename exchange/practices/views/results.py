"""Ask the index as the reader, ask the database about each hit again, and say why each is there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

import structlog
from flask import current_app
from sqlalchemy.orm import Session

from exchange.kernel.kept import kept
from exchange.practices import policies
from exchange.practices.queries import (
    FoundText,
    PracticeCard,
    find_by_words,
    found_sections,
    found_texts,
    search_cards,
)
from exchange.practices.views.asked import SIZE, Asked
from exchange.search.access import current_index, meaning_of, wait_for_own_writes
from exchange.search.nearness import Nearness
from exchange.search.passages import Part, passage
from exchange.search.port import (
    NEAR_ENOUGH,
    ConceptPhrases,
    Dimension,
    DocumentKind,
    Hit,
    SearchAnswer,
    SearchQuery,
    SearchUnavailableError,
)
from exchange.search.query import ParsedQuery, parse
from exchange.search.sources import FoundWords, sources_of
from exchange.vocabulary.concepts import Concept
from exchange.vocabulary.queries import bank
from exchange.web.actor import current_actor
from exchange.web.db import reading
from exchange.web.reader import current_reader

MOST_NEAR = 3
MOST_NOTES = 2
_FEWEST_WORDS_OF_NOTE = 2
Shown = tuple[tuple[Part, ...], str]  # a passage and its language
_NONE: Mapping[str, Shown] = {}
_NOBODY: Mapping[str, FoundWords] = {}
log = structlog.get_logger("exchange.search")


@dataclass(frozen=True)
class Found:
    """One hit with its card; the passage in the language in which it matched."""

    card: PracticeCard
    parts: tuple[Part, ...]
    lang: str
    concept: str = ""  # the concept's name for the reader, when it was found through one
    found_as: str = ""
    found_lang: str = ""
    is_near: bool = False  # found by its meaning alone
    words: FoundWords | None = None  # of a contribution


@dataclass(frozen=True)
class NearConcept:
    """A concept to search for instead, with how much that would find."""

    label: str
    total: int


@dataclass(frozen=True)
class Results:
    """A page of results with everything that is said about the whole."""

    hits: tuple[Found, ...]
    total: int
    others: tuple[Found, ...] = ()
    other_total: int = 0
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    explained: ParsedQuery = field(default_factory=ParsedQuery)
    suggestion: str = ""
    missing_word: str = ""
    concepts: tuple[Concept, ...] = ()
    notes: tuple[Concept, ...] = ()  # concepts of the query with a false friend
    near: tuple[NearConcept, ...] = ()
    unfiltered_total: int = 0
    is_relaxed: bool = False
    is_complete: bool = True
    is_fresh: bool = True
    from_database: bool = False

    @property
    def pages(self) -> int:
        """The number of the last page."""
        return max(1, -(-self.total // SIZE))

    def count_of(self, kind: DocumentKind) -> int:
        """How many hits there are of a kind, whichever is shown."""
        return self.facets.get(Dimension.KIND.value, {}).get(kind.value, 0)


def results(asked: Asked) -> Results:
    """The answer for this reader; from the database, by title and summary, while the index is away."""
    is_fresh = wait_for_own_writes(seconds=1.0)
    key = "results", policies.reads_like(current_actor()), current_reader().language, asked.address(), is_fresh
    try:
        return kept(key, lambda: _from_index(asked, is_fresh=is_fresh), if_good=lambda found: found.is_complete)
    except SearchUnavailableError as error:
        log.warning("search answers from the database", error=str(error))
        return _from_database(asked)


def _from_index(asked: Asked, *, is_fresh: bool) -> Results:
    reader, parsed, terms = current_reader(), parse(asked.words), bank(reading())
    phrases = terms.expand(parsed.wanted_text, reader.language)
    concepts = tuple(one for phrase in phrases if (one := terms.concept(phrase.concept_id)))
    query = _query(asked, phrases, None if asked.is_about_discussion else _nearness(parsed))
    answer = current_index().search(query)
    hits, others, near = _checked(answer)
    found = Results(
        hits=hits,
        total=answer.total - (len(answer.hits) - len(hits)),
        others=(*others, *near),
        other_total=answer.other_total - (len(answer.other_languages) - len(others)) + len(near),
        facets=answer.facets,
        explained=parsed,
        suggestion=answer.suggestion or "",
        missing_word=_missing_word(asked.words, answer.suggestion or ""),
        concepts=concepts,
        notes=_notes(concepts, phrases),
        is_relaxed=answer.is_relaxed,
        is_complete=answer.complete,
        is_fresh=is_fresh,
    )
    return found if found.hits or asked.page > 1 else _with_help(found, asked, query, phrases)


def _query(asked: Asked, concepts: tuple[ConceptPhrases, ...], nearness: Nearness | None) -> SearchQuery:
    filters = {str(dimension): frozenset(values) for dimension, values in asked.filters.items() if values}
    return SearchQuery(
        text=asked.words,
        audience=policies.audience_tokens(current_actor()),
        filters=filters | {str(Dimension.KIND): frozenset({asked.kind.value})},
        sort=asked.sort,
        offset=asked.offset,
        limit=SIZE,
        concepts=concepts,
        nearness=nearness,
    )


def _nearness(parsed: ParsedQuery) -> Nearness | None:
    meaning = meaning_of(current_app)
    return meaning.question(parsed.wanted_text) if meaning and parsed.words else None


def _notes(concepts: Sequence[Concept], phrases: Sequence[ConceptPhrases]) -> tuple[Concept, ...]:
    """Concepts with a false friend, named by a whole term: a single everyday word beside others is no reason."""
    words = frozenset[int]().union(*(phrase.words for phrase in phrases))
    whole = {
        phrase.concept_id for phrase in phrases if len(phrase.words) >= _FEWEST_WORDS_OF_NOTE or phrase.words == words
    }
    noted = [concept for concept in concepts if concept.notes and concept.concept_id in whole]
    said = {tuple(sorted(concept.notes.items())): concept for concept in reversed(noted)}  # one note may stand twice
    return tuple(reversed(said.values()))[:MOST_NOTES]


def _with_help(found: Results, asked: Asked, query: SearchQuery, phrases: Sequence[ConceptPhrases]) -> Results:
    """For a page without hits: what the concepts would find, and what there is without the filters."""
    near = tuple(NearConcept(one.label_shown, _count(query, text=one.label_shown)) for one in phrases[:MOST_NEAR])
    bare = replace(query, filters={str(Dimension.KIND): frozenset({asked.kind.value})})
    unfiltered = _count(bare, text=query.text) if any(asked.filters.values()) else 0
    return replace(found, near=tuple(one for one in near if one.total), unfiltered_total=unfiltered)


def _count(query: SearchQuery, *, text: str) -> int:
    terms = bank(reading()).expand(text)
    answer = current_index().search(replace(query, text=text, concepts=terms, nearness=None, offset=0, limit=0))
    return answer.total + answer.other_total


def _checked(answer: SearchAnswer) -> tuple[tuple[Found, ...], tuple[Found, ...], tuple[Found, ...]]:
    """Every hit once more by the database's rule, before a byte of it is written (trust.md I5)."""
    near = _nearest(answer)
    every = (*answer.hits, *answer.other_languages, *near)
    session, actor, language = reading(), current_actor(), current_reader().language.value
    cards = search_cards(session, actor=actor, ids=[UUID(hit.group) for hit in every], language=language)
    said = _said(session, answer.hits)
    wanted = [(UUID(hit.group), hit.language.value) for hit in answer.hits if hit.kind is DocumentKind.PRACTICE]
    texts = found_texts(session, actor=actor, wanted=wanted)
    passages = _passages(session, answer.hits, texts)
    return _found(answer.hits, cards, passages, said), _found(answer.other_languages, cards), _found(near, cards)


def _nearest(answer: SearchAnswer) -> list[Hit]:
    """What meaning alone finds: holds none of the words and no concept."""
    known = {hit.group for hit in answer.other_languages}
    near = [hit for hit in answer.near if hit.score >= NEAR_ENOUGH and not hit.matched and hit.group not in known]
    return near[:MOST_NEAR]


def _said(session: Session, hits: Sequence[Hit]) -> Mapping[str, FoundWords]:
    """The words of contributions, from the capability that owns them."""
    found: dict[str, FoundWords] = {}
    for kind, passages in sources_of(current_app).passages.items():
        if keys := [hit.key for hit in hits if hit.kind is kind]:
            found |= passages(session, keys)
    return found


def _found(
    hits: Sequence[Hit],
    cards: Mapping[UUID, PracticeCard],
    passages: Mapping[str, Shown] = _NONE,
    said: Mapping[str, FoundWords] = _NOBODY,
) -> tuple[Found, ...]:
    found = []
    for hit in hits:
        card, words = cards.get(UUID(hit.group)), said.get(hit.key)
        if card is None or (hit.kind is not DocumentKind.PRACTICE and words is None):
            continue
        shown = passages.get(hit.key) or _of_words(hit, words) or ((Part(card.summary),), card.summary_language)
        label, found_as = (hit.reason.label, hit.reason.found_as) if hit.reason else ("", "")
        found.append(Found(card, *shown, label, found_as, hit.language.value, hit.near is not None, words))
    return tuple(found)


def _of_words(hit: Hit, words: FoundWords | None) -> Shown | None:
    return (passage(words.text, hit.matched, hit.language).parts, words.language) if words else None


def _passages(
    session: Session, hits: Sequence[Hit], texts: Mapping[tuple[UUID, str], FoundText]
) -> Mapping[str, Shown]:
    """The first part of each text that shows a match, the summary first; sections are read only where it shows none."""
    held = {hit.key: text for hit in hits if hit.matched and (text := texts.get((UUID(hit.group), hit.language.value)))}
    shown = {hit.key: passage(held[hit.key].summary, hit.matched, hit.language) for hit in hits if hit.key in held}
    open_hits = [hit for hit in hits if hit.key in shown and not shown[hit.key].has_match]
    sections = found_sections(session, (held[hit.key] for hit in open_hits))
    for hit in open_hits:
        parts = (passage(one, hit.matched, hit.language) for one in sections[held[hit.key].text_id])
        shown[hit.key] = next((part for part in parts if part.has_match), shown[hit.key])
    return {
        hit.key: (shown[hit.key].parts, hit.language.value)
        for hit in hits
        if hit.key in shown and shown[hit.key].has_match
    }


def _missing_word(words: str, suggestion: str) -> str:
    """The typed word that the suggestion spells otherwise."""
    kept = set(suggestion.split())
    return next((word for word in words.split() if word not in kept), words) if suggestion else ""


def _from_database(asked: Asked) -> Results:
    session, actor = reading(), current_actor()
    parsed = parse(asked.words)
    words = [clause.text for clause in parsed.words]
    ids = find_by_words(session, actor=actor, words=words, limit=SIZE)
    cards = search_cards(session, actor=actor, ids=ids, language=current_reader().language.value)
    hits = tuple(
        Found(cards[one], (Part(cards[one].summary),), cards[one].summary_language) for one in ids if one in cards
    )
    return Results(hits=hits, total=len(hits), explained=parsed, from_database=True)
