"""What follows from a question: the post is told, whoever asked is told, the state moves with the discussion."""

from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.queries import Recipient, actor_of, ministries_by_id, people_with, recipient
from exchange.discussion.events import CommentHidden, CommentWithdrawn, CommentWritten
from exchange.discussion.models import Circulation, Comment
from exchange.kernel.actor import Role
from exchange.kernel.errors import NotFoundError
from exchange.kernel.events import EventBus
from exchange.notifications.notice import Notice
from exchange.notifications.service import notify
from exchange.practices.queries import brief
from exchange.questions import mail
from exchange.questions.events import QuestionAsked, QuestionOverdue, QuestionPublished
from exchange.questions.mail import Facts
from exchange.questions.models import Question
from exchange.questions.queries import knowable
from exchange.questions.service import mark_answered, mark_withdrawn

Compose = Callable[[Facts, Recipient], Notice]


def subscribe(bus: EventBus) -> None:
    """Listen to questions, and to the discussion that they are part of."""
    bus.subscribe(QuestionAsked, tell_post)
    bus.subscribe(CommentWritten, follow_thread)
    bus.subscribe(CommentWithdrawn, follow_withdrawal)
    bus.subscribe(CommentHidden, follow_withdrawal)
    bus.subscribe(QuestionOverdue, tell_overdue)
    bus.subscribe(QuestionPublished, tell_published)


def tell_post(session: Session, event: QuestionAsked) -> None:
    """The post that is asked: the publishers of the owner."""
    question = session.get_one(Question, event.question_id)
    comment = session.get_one(Comment, question.id)
    people = people_with(session, question.asked_of, Role.PUBLISHER)
    _tell(session, question, comment, [one for one in people if one.id != comment.author_id], mail.asked)


def follow_thread(session: Session, event: CommentWritten) -> None:
    """An answer of the ministry moves the question on; others in the thread are told of what was written."""
    comment = session.get_one(Comment, event.comment_id)
    question = session.get(Question, comment.parent_id) if comment.parent_id else None
    if question is None:
        return
    mark_answered(session, comment=comment, now=event.at)
    is_answer = comment.ministry_id == question.asked_of
    askers = _askers(session, question)
    writers = set(session.scalars(select(Comment.author_id).where(Comment.parent_id == question.id)))
    people = askers + _active(session, sorted(one for one in writers - {one.id for one in askers} if one is not None))
    people = [one for one in people if one.id != comment.author_id]
    if not is_answer:
        post = people_with(session, question.asked_of, Role.PUBLISHER)
        people += [one for one in post if one.id != comment.author_id and one.id not in {known.id for known in people}]
    for person in people:
        compose = mail.answered if is_answer and person in askers else mail.followed
        _tell(session, question, comment, [person], compose)


def follow_withdrawal(session: Session, event: CommentWithdrawn | CommentHidden) -> None:
    """Keep the state true when words are taken back."""
    mark_withdrawn(session, comment=session.get_one(Comment, event.comment_id))


def tell_overdue(session: Session, event: QuestionOverdue) -> None:
    """The post and the ministry's administrator, once."""
    question = session.get_one(Question, event.question_id)
    people = people_with(session, question.asked_of, Role.PUBLISHER, Role.ADMINISTRATOR)
    _tell(session, question, session.get_one(Comment, question.id), people, mail.overdue, at=event.at)


def tell_published(session: Session, event: QuestionPublished) -> None:
    """Whoever asked."""
    question = session.get_one(Question, event.question_id)
    comment = session.get_one(Comment, question.id)
    _tell(session, question, comment, _askers(session, question), mail.published, at=event.at)


def _askers(session: Session, question: Question) -> list[Recipient]:
    """Whoever asked; the administrators of that ministry when the person has left its desk."""
    author_id = session.get_one(Comment, question.id).author_id
    active = _active(session, [author_id] if author_id else [])
    there = [one for one in active if question.asked_by in actor_of(session, one.id).ministry_ids]
    return there or list(people_with(session, question.asked_by, Role.ADMINISTRATOR))


def _tell(
    session: Session,
    question: Question,
    cause: Comment,
    people: Iterable[Recipient],
    compose: Compose,
    *,
    at: datetime | None = None,
) -> None:
    now = at or cause.made_at
    for person in people:
        if session.scalar(knowable(actor_of(session, person.id), (question.id,))):
            facts = _facts(session, question, cause, person)
            notify(session, person_id=person.id, notice=compose(facts, person), now=now)


def _facts(session: Session, question: Question, cause: Comment, person: Recipient) -> Facts:
    actor = actor_of(session, person.id)
    about = brief(session, actor=actor, practice_id=question.practice_id, language=person.language)
    named = ministries_by_id(session, (cause.ministry_id, question.asked_of))
    return Facts(
        id=question.id,
        cause_id=cause.id,
        practice_id=question.practice_id,
        practice_title=about.title,
        owner=named[question.asked_of],
        post=cause.post,
        writer=named[cause.ministry_id],
        language=cause.language,
        is_private=cause.circulation is Circulation.PRIVATE,
        at=cause.made_at,
        due_on=question.due_on,
    )


def _active(session: Session, person_ids: Iterable[UUID]) -> list[Recipient]:
    found = []
    for person_id in person_ids:
        try:
            found.append(recipient(session, person_id))
        except NotFoundError:  # the account was closed since
            continue
    return found
