"""Questions like the one that is being written: by shared words in any of the languages, and by shared concepts."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from exchange.discussion.models import Comment
from exchange.kernel.actor import Actor
from exchange.practices.models import Practice
from exchange.questions import policies
from exchange.questions.models import Question, QuestionState
from exchange.questions.queries.lists import first_words
from exchange.search.analysis.forms import query_places
from exchange.search.analysis.stops import STOP_WORDS
from exchange.text.cleaning import plain_text
from exchange.vocabulary.concepts import ConceptBank
from exchange.vocabulary.queries import bank

MOST = 3
_MOST_LOOKED_AT = 300
_ENOUGH = 0.34  # of the shorter text's words, concepts counted twice
_FEWEST_WORDS = 2
_STOPS = frozenset(word for words in STOP_WORDS.values() for word in words)


@dataclass(frozen=True)
class Alike:
    """A question that was asked before and that the actor may read."""

    id: UUID
    title: str
    language: str
    is_answered: bool


def alike(session: Session, *, actor: Actor, slug: str, text: str) -> tuple[Alike, ...]:
    """At most three, the most alike first: of this practice, or published by any ministry."""
    terms = bank(session)
    asked = _marks(text, terms)
    if len(asked) < _FEWEST_WORDS:
        return ()
    found = [(_likeness(asked, _marks(words, terms)), one) for one, words in _candidates(session, actor, slug)]
    best = sorted((pair for pair in found if pair[0] >= _ENOUGH), key=lambda pair: -pair[0])
    return tuple(one for _, one in best[:MOST])


def _candidates(session: Session, actor: Actor, slug: str) -> list[tuple[Alike, str]]:
    whole = select(Question.id).where(policies.whole_read_by(actor)).scalar_subquery()
    wanted = select(Question, Comment, Question.id.in_(whole)).join(Comment, Comment.id == Question.id)
    here = Question.practice_id.in_(select(Practice.id).where(Practice.slug == slug))
    relevant = wanted.where(policies.readable_by(actor), or_(here, policies.public_read_by(actor)))
    rows = session.execute(relevant.order_by(Question.asked_at.desc(), Question.id).limit(_MOST_LOOKED_AT))
    return [_candidate(question, comment, is_whole=is_whole) for question, comment, is_whole in rows]


def _candidate(question: Question, comment: Comment, *, is_whole: bool) -> tuple[Alike, str]:
    """The words that the actor reads: never the private ones for others."""
    html = comment.html if is_whole else question.public_question_html or ""
    language = comment.language if is_whole else question.public_language or ""
    is_answered = question.state not in (QuestionState.ASKED, QuestionState.WITHDRAWN)
    words = " ".join((plain_text(html), plain_text(question.public_question_html or "")))
    return Alike(question.id, first_words(html), language, is_answered), words


def _marks(text: str, terms: ConceptBank) -> dict[str, int]:
    """Stems and concepts of a text with their weight."""
    stems = {place.terms[0]: 1 for place in query_places(text) if place.terms and not set(place.exact) & _STOPS}
    concepts = {f"concept:{match.concept_id}": 2 for match in terms.matches(text)}
    return stems | concepts


def _likeness(one: dict[str, int], other: dict[str, int]) -> float:
    shorter = min(sum(one.values()), sum(other.values()))
    return sum(weight for mark, weight in one.items() if mark in other) / shorter if shorter else 0.0
