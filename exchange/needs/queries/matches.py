"""What may help with a need: practices of other ministries that the reader may read, each with the reason.

By the concepts of the need and by what it means. The index is asked with the reader's rights, and each hit is
read once more by the database's rule.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.kernel.actor import Actor
from exchange.kernel.languages import Language
from exchange.needs.queries.board import NeedView
from exchange.practices.models import Practice, Revision
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
from exchange.vocabulary.models import TermList
from exchange.vocabulary.queries import bank, taxonomy

_MOST_CONCEPTS = 8
_MOST_HITS = 12
_MOST_MATCHES = 8
_OFFERED = 0.1
_PARTS_OF_A_WHOLE = 3  # practice:<id>:<language>; what has more is a section of a narrower circle
Found = tuple[UUID, float, "Reason"]  # a practice, how much it counts, why
_PRACTICES = {Dimension.KIND.value: frozenset({DocumentKind.PRACTICE.value})}


@dataclass(frozen=True)
class Reason:
    """Why a practice is shown: a concept, or a sentence that means something close."""

    concept: str = ""  # in the reader's language
    found_as: str = ""  # what it is called in the practice's language; may be empty
    sentence: str = ""  # of the practice; empty where only a narrower circle reads the sentence
    language: str = ""  # of the sentence
    is_by_meaning: bool = False

    def joined(self, other: "Reason") -> "Reason":
        """Both reasons for one practice."""
        if not other.is_by_meaning:
            return self
        return replace(self, sentence=other.sentence, language=other.language, is_by_meaning=True)


@dataclass(frozen=True)
class MatchView:
    """A practice that may help, and why."""

    practice: PracticeCard
    reason: Reason
    offers: tuple[str, ...]  # what its ministry offers, in the reader's language: a call, a study visit


def matches(
    session: Session, *, actor: Actor, index: Answers, meaning: Meaning | None, wanted: NeedView, language: Language
) -> tuple[MatchView, ...]:
    """At most eight, what fits best first; none while search does not answer.

    A concept counts the more the fewer practices hold it; nearness in meaning counts as it is; an offer to help counts
    a little.
    """
    found: dict[UUID, Reason] = {}
    weights: defaultdict[UUID, float] = defaultdict(float)
    try:
        by_concept = _by_concept(index, actor, bank(session), wanted, language)
        for one, weight, reason in (*by_concept, *_by_meaning(index, actor, meaning, wanted)):
            found[one] = found[one].joined(reason) if one in found else reason
            weights[one] += weight
    except SearchUnavailableError:
        return ()
    cards = briefs(session, actor=actor, ids=found, language=language.value)
    others = [card for card in cards.values() if card.ministry_id != wanted.ministry.id]
    offers = _offers(session, [card.id for card in others], language)
    ordered = sorted(others, key=lambda card: (-weights[card.id] - (_OFFERED if offers[card.id] else 0), card.slug))
    return tuple(MatchView(card, found[card.id], offers[card.id]) for card in ordered[:_MOST_MATCHES])


def _offers(session: Session, ids: Collection[UUID], language: Language) -> dict[UUID, tuple[str, ...]]:
    """What the ministries offer with these practices, all of which the reader may read."""
    labels = {term.code: term.label(language) for term in taxonomy(session).list_of(TermList.OFFER)}
    published = select(Practice.id, Revision).join(Revision, Revision.id == Practice.published_revision_id)
    found = session.execute(published.where(Practice.id.in_(ids)))
    return {one: tuple(labels[code] for code in revision.rows.offers if code in labels) for one, revision in found}


def _by_concept(
    index: Answers, actor: Actor, concepts: ConceptBank, wanted: NeedView, language: Language
) -> Iterator[Found]:
    """The rarest concept first: its name is the reason that is shown."""
    asked = []
    for concept in concepts.expand(f"{wanted.title} {wanted.text}", language)[:_MOST_CONCEPTS]:
        query = SearchQuery(
            text=concept.label_shown,
            audience=audience_tokens(actor),
            filters=_PRACTICES,
            limit=_MOST_HITS,
            concepts=concepts.expand(concept.label_shown, language),
        )
        answer = index.search(query)
        asked.append((answer.total + answer.other_total, concept.label_shown, answer))
    for total, label, answer in sorted(asked, key=lambda one: one[0]):
        for hit in (*answer.hits, *answer.other_languages):
            yield UUID(hit.group), 1 / total, Reason(label, hit.reason.found_as if hit.reason else "")


def _by_meaning(index: Answers, actor: Actor, meaning: Meaning | None, wanted: NeedView) -> Iterator[Found]:
    """Nothing where the installation has no encoder."""
    if meaning is None:
        return
    text = f"{wanted.title}. {wanted.text}"
    query = SearchQuery(
        text=" ".join(token.raw for token in tokens(text)),  # a need may hold marks of the query language
        audience=audience_tokens(actor),
        filters=_PRACTICES,
        limit=_MOST_HITS,
        limits=WHOLE_TEXT,
        nearness=meaning.question(text),
    )
    for hit in index.search(query).near:
        if hit.score >= NEAR_ENOUGH:
            yield UUID(hit.group), hit.score, _near(hit)


def _near(hit: Hit) -> Reason:
    """The sentence is shown only of a text that everybody reads who reads the practice (trust.md I5)."""
    is_whole = len(hit.key.split(":")) == _PARTS_OF_A_WHOLE
    piece = hit.near.piece if hit.near and is_whole else ""
    _title, _line, text = piece.partition("\n")  # a piece begins with the title of its text
    sentence = " ".join((text or piece).split())
    return Reason(sentence=sentence, language=hit.language.value, is_by_meaning=True)
