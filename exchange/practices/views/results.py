"""Ask the index as the reader, ask the database about each hit again, and say why each is there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

import structlog

from exchange.practices import policies
from exchange.practices.queries import FoundText, PracticeCard, find_by_words, found_texts, search_cards
from exchange.practices.views.asked import SIZE, Asked
from exchange.search.access import current_index, wait_for_own_writes
from exchange.search.passages import Part, passage
from exchange.search.port import Dimension, DocumentKind, Hit, SearchAnswer, SearchQuery, SearchUnavailableError
from exchange.search.query import parse
from exchange.vocabulary.concepts import shipped_bank
from exchange.web.actor import current_actor
from exchange.web.db import reading
from exchange.web.reader import current_reader

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


@dataclass(frozen=True)
class Results:
    """A page of results with everything that is said about the whole."""

    hits: tuple[Found, ...]
    total: int
    others: tuple[Found, ...] = ()
    other_total: int = 0
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    suggestion: str = ""
    missing_word: str = ""
    cut: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    is_complete: bool = True
    is_fresh: bool = True
    from_database: bool = False

    @property
    def pages(self) -> int:
        """The number of the last page."""
        return max(1, -(-self.total // SIZE))


def results(asked: Asked) -> Results:
    """The answer for this reader; from the database, by title and summary, while the index is away."""
    is_fresh = wait_for_own_writes(seconds=1.0)
    try:
        return _from_index(asked, is_fresh=is_fresh)
    except SearchUnavailableError as error:
        log.warning("search answers from the database", error=str(error))
        return _from_database(asked)


def _from_index(asked: Asked, *, is_fresh: bool) -> Results:
    reader, parsed = current_reader(), parse(asked.words)
    concepts = shipped_bank().expand(parsed.wanted_text, reader.language)
    filters = {str(dimension): frozenset(values) for dimension, values in asked.filters.items() if values}
    query = SearchQuery(
        text=asked.words,
        audience=policies.audience_tokens(current_actor()),
        filters=filters | {str(Dimension.KIND): frozenset({DocumentKind.PRACTICE.value})},
        sort=asked.sort,
        offset=asked.offset,
        limit=SIZE,
        concepts=concepts,
    )
    answer = current_index().search(query)
    hits, others = _checked(answer)
    return Results(
        hits=hits,
        total=answer.total - (len(answer.hits) - len(hits)),
        others=others,
        other_total=answer.other_total - (len(answer.other_languages) - len(others)),
        facets=answer.facets,
        suggestion=answer.suggestion or "",
        missing_word=_missing_word(asked.words, answer.suggestion or ""),
        cut=answer.cut,
        near=tuple(concept.label_shown for concept in concepts),
        is_complete=answer.complete,
        is_fresh=is_fresh,
    )


def _checked(answer: SearchAnswer) -> tuple[tuple[Found, ...], tuple[Found, ...]]:
    """Every hit once more by the database's rule, before a byte of it is written (trust.md I5)."""
    every = (*answer.hits, *answer.other_languages)
    session, actor, language = reading(), current_actor(), current_reader().language.value
    cards = search_cards(session, actor=actor, ids=[UUID(hit.group) for hit in every], language=language)
    texts = found_texts(session, actor=actor, wanted=[(UUID(hit.group), hit.language.value) for hit in answer.hits])
    return _found(answer.hits, cards, texts), _found(answer.other_languages, cards, {})


def _found(
    hits: Sequence[Hit], cards: Mapping[UUID, PracticeCard], texts: Mapping[tuple[UUID, str], FoundText]
) -> tuple[Found, ...]:
    found = []
    for hit in hits:
        card = cards.get(UUID(hit.group))
        if card is None:
            continue
        parts, lang = _passage(hit, card, texts.get((card.id, hit.language.value)))
        label, found_as = (hit.reason.label, hit.reason.found_as) if hit.reason else ("", "")
        found.append(Found(card, parts, lang, label, found_as, hit.language.value))
    return tuple(found)


def _passage(hit: Hit, card: PracticeCard, text: FoundText | None) -> tuple[tuple[Part, ...], str]:
    """The first part of the text that shows a match, the summary first; else the summary in the reader's language."""
    if text and hit.matched:
        for part in (text.summary, *text.sections):
            shown = passage(part, hit.matched, hit.language)
            if shown.has_match:
                return shown.parts, hit.language.value
    return (Part(card.summary),), card.summary_language


def _missing_word(words: str, suggestion: str) -> str:
    """The typed word that the suggestion spells otherwise."""
    kept = set(suggestion.split())
    return next((word for word in words.split() if word not in kept), words) if suggestion else ""


def _from_database(asked: Asked) -> Results:
    session, actor = reading(), current_actor()
    words = [clause.text for clause in parse(asked.words).words]
    ids = find_by_words(session, actor=actor, words=words, limit=SIZE)
    cards = search_cards(session, actor=actor, ids=ids, language=current_reader().language.value)
    hits = tuple(
        Found(cards[one], (Part(cards[one].summary),), cards[one].summary_language) for one in ids if one in cards
    )
    return Results(hits=hits, total=len(hits), facets={}, from_database=True)
