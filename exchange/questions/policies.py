"""Who reads a question whole (the readers of its words), who reads its published form, who answers and publishes."""

from sqlalchemy import ColumnElement, and_, or_, select

from exchange.discussion import policies as comment_rules
from exchange.discussion.models import Comment
from exchange.kernel.actor import Actor, Role
from exchange.practices import policies as practice_rules
from exchange.practices.models import Practice
from exchange.questions.models import Circle, Question, QuestionState

_PUBLISHED = (QuestionState.PUBLISHED, QuestionState.LINKED)
CLEARERS = (Role.REVIEWER, Role.ADMINISTRATOR)


def can_ask(actor: Actor, practice: Practice) -> bool:
    """Everyone who speaks for another ministry and reads the practice. Needs `practice.partners` loaded."""
    return comment_rules.can_write(actor, practice) and actor.ministry_id != practice.ministry_id


def can_read_whole(actor: Actor, comment: Comment, practice: Practice) -> bool:
    """Whether the actor reads who asked, the words, and the answers: the rule of the contribution itself."""
    return comment.is_shown and comment_rules.can_read(actor, comment, practice)


def whole_read_by(actor: Actor) -> ColumnElement[bool]:
    """`can_read_whole` as a condition on Question."""
    shown = select(Comment.id).where(Comment.id == Question.id, Comment.shown(), comment_rules.readable_by(actor))
    return shown.correlate(Question).exists()


def can_read_public(actor: Actor, question: Question, practice: Practice) -> bool:
    """Whether the actor reads the published form."""
    is_open = question.circle is Circle.PUBLIC or actor.is_signed_in
    return question.state.is_published and is_open and practice_rules.can_read(actor, practice)


def public_read_by(actor: Actor) -> ColumnElement[bool]:
    """`can_read_public` as a condition on Question."""
    circles = tuple(Circle) if actor.is_signed_in else (Circle.PUBLIC,)
    is_open = and_(Question.state.in_(_PUBLISHED), Question.circle.in_(circles))
    return and_(is_open, practice_rules.names_readable(actor, Question.practice_id))


def readable_by(actor: Actor) -> ColumnElement[bool]:
    """Questions that the actor may know of, whole or in their published form."""
    return or_(whole_read_by(actor), public_read_by(actor))


def can_answer(actor: Actor, question: Question) -> bool:
    """Whoever speaks for the ministry that was asked, while the question stands."""
    is_asked = actor.ministry_id == question.asked_of and actor.belongs_to(question.asked_of)
    return is_asked and question.state is not QuestionState.WITHDRAWN


def can_publish(actor: Actor, question: Question, answer: Comment) -> bool:
    """Widening a circle needs two people (trust.md section 3): a clearing officer who did not write the answer."""
    clears = any(actor.holds(role, question.asked_of) for role in CLEARERS)
    return clears and question.answer_id is not None and answer.author_id != actor.person_id


def can_promise(actor: Actor) -> bool:
    """Whether the actor says within how many days their ministry answers."""
    return actor.holds(Role.ADMINISTRATOR, actor.ministry_id)
