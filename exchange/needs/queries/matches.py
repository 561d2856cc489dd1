"""What may help with a need: practices of other ministries that the reader may read, each with the reason.

By the concepts of the need first, then by what it means. The index is asked with the reader's rights, and each hit is
read once more by the database's rule.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from exchange.kernel.actor import Actor
from exchange.kernel.languages import Language
from exchange.needs.queries.board import NeedView
from exchange.practices.policies import audience_tokens
from exchange.practices.queries import PracticeCard, briefs
from exchange.search.analysis.tokens import tokens
from exchange.search.meaning.asking import Meaning
from exchange.search.port import (
    NEAR_ENOUGH,
    Answers,
    Dimension,
    DocumentKind,
    Hit,
    SearchQuery,
    SearchUnavailableError,
)
from exchange.search.query import WHOLE_TEXT
from exchange.vocabulary.concepts import ConceptBank
from exchange.vocabulary.queries import bank

_MOST_CONCEPTS = 4
_MOST_MATCHES = 8
_MOST_NEAR = 4
_PARTS_OF_A_WHOLE = 3  # practice:<id>:<language>; what has more is a section of a narrower circle
_PRACTICES = {Dimension.KIND.value: frozenset({DocumentKind.PRACTICE.value})}


@dataclass(frozen=True)
class Reason:
    """Why a practice is shown: a concept, or a sentence that means something close."""

    concept: str = ""  # in the reader's language
    found_as: str = ""  # what it is called in the practice's language; may be empty
    sentence: str = ""  # of the practice; empty where only a narrower circle reads the sentence
    language: str = ""  # of the sentence
    is_by_meaning: bool = False


@dataclass(frozen=True)
class MatchView:
    """A practice that may help, and why."""

    practice: PracticeCard
    reason: Reason


def matches(
    session: Session, *, actor: Actor, index: Answers, meaning: Meaning | None, wanted: NeedView, language: Language
) -> tuple[MatchView, ...]:
    """At most eight by concept, then at most four by meaning; none while search does not answer."""
    found: dict[UUID, Reason] = {}
    try:
        by_concept = _by_concept(index, actor, bank(session), wanted, language)
        for one, reason in (*by_concept, *_by_meaning(index, actor, meaning, wanted)):
            found.setdefault(one, reason)
    except SearchUnavailableError:
        return ()
    cards = briefs(session, actor=actor, ids=found, language=language.value)
    others = [card for one in found if (card := cards.get(one)) and card.ministry_id != wanted.ministry.id]
    concepts = [MatchView(card, found[card.id]) for card in others if not found[card.id].is_by_meaning]
    near = [MatchView(card, found[card.id]) for card in others if found[card.id].is_by_meaning]
    return tuple(concepts[:_MOST_MATCHES] + near[:_MOST_NEAR])


def _by_concept(
    index: Answers, actor: Actor, concepts: ConceptBank, wanted: NeedView, language: Language
) -> Iterator[tuple[UUID, Reason]]:
    for concept in concepts.expand(f"{wanted.title} {wanted.text}", language)[:_MOST_CONCEPTS]:
        query = SearchQuery(
            text=concept.label_shown,
            audience=audience_tokens(actor),
            filters=_PRACTICES,
            limit=_MOST_MATCHES,
            concepts=concepts.expand(concept.label_shown, language),
        )
        answer = index.search(query)
        for hit in (*answer.hits, *answer.other_languages):
            yield UUID(hit.group), Reason(concept.label_shown, hit.reason.found_as if hit.reason else "")


def _by_meaning(
    index: Answers, actor: Actor, meaning: Meaning | None, wanted: NeedView
) -> Iterator[tuple[UUID, Reason]]:
    """Nothing where the installation has no encoder."""
    if meaning is None:
        return
    text = f"{wanted.title}. {wanted.text}"
    query = SearchQuery(
        text=" ".join(token.raw for token in tokens(text)),  # a need may hold marks of the query language
        audience=audience_tokens(actor),
        filters=_PRACTICES,
        limit=_MOST_MATCHES,
        limits=WHOLE_TEXT,
        nearness=meaning.question(text),
    )
    for hit in index.search(query).near:
        if hit.score >= NEAR_ENOUGH:
            yield UUID(hit.group), _near(hit)


def _near(hit: Hit) -> Reason:
    """The sentence is shown only of a text that everybody reads who reads the practice (trust.md I5)."""
    is_whole = len(hit.key.split(":")) == _PARTS_OF_A_WHOLE
    sentence = hit.near.piece if hit.near and is_whole else ""
    return Reason(sentence=sentence, language=hit.language.value, is_by_meaning=True)
