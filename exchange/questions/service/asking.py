"""Ask the post behind a practice, and note what the discussion does with the question."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.queries import MinistryView, ministry
from exchange.discussion import service as discussion
from exchange.discussion.models import Circulation, Comment, Kind
from exchange.kernel.actor import Actor
from exchange.kernel.events import emit
from exchange.meetings.queries.country_days import calendars_of
from exchange.practices.models import Practice
from exchange.questions.events import QuestionAsked
from exchange.questions.models import Question


@dataclass(frozen=True)
class Draft:
    """A question as it was written; `key` is of the form, so that a form sent twice asks once."""

    slug: str
    body: discussion.Body
    circle: Circulation
    key: str


def ask(session: Session, *, actor: Actor, draft: Draft, now: datetime) -> Question:
    """Put a question to the post behind a practice; its ministry has promised an answer by `due_on`.

    Raises:
        NotFoundError: no such practice, or the actor may not know of it.
        RefusedError: the actor speaks for no ministry, or for the one that would be asked.
        ConflictError: the key was used before with other words.
    """
    comment = discussion.ask(
        session, actor=actor, slug=draft.slug, body=draft.body, key=draft.key, now=now, circle=draft.circle
    )
    before = session.get(Question, comment.id)
    if before is not None:
        return before
    question = _question(session, comment, session.get_one(Practice, comment.practice_id))
    session.add(question)
    session.flush()
    emit(session, QuestionAsked(question.id, now))
    return question


def _question(session: Session, comment: Comment, practice: Practice) -> Question:
    owner = ministry(session, practice.ministry_id)
    asked_on = owner.place("en").local(comment.made_at).date()
    return Question(
        id=comment.id,
        practice_id=practice.id,
        asked_by=comment.ministry_id,
        asked_of=owner.id,
        asked_at=comment.made_at,
        due_on=_promised_day(session, owner, asked_on),
    )


def _promised_day(session: Session, owner: MinistryView, asked_on: date) -> date:
    """Its own working days, without the holidays of its country and what its cabinet decided."""
    calendar = calendars_of(session, (owner.country,), "en")[owner.country]
    return calendar.after_worked(asked_on, owner.promised_days, owner.working_days)


def mark_answered(session: Session, *, comment: Comment, now: datetime) -> None:
    """Note an answer of the ministry that was asked; of anybody else, or to no question, nothing changes."""
    question = session.get(Question, comment.thread_id)
    if question is not None and comment.id != question.id and comment.ministry_id == question.asked_of:
        question.answer(comment.id, now)


def mark_withdrawn(session: Session, *, comment: Comment) -> None:
    """Note that a question or its answer was taken back; the next answer of the ministry takes its place."""
    question = session.get(Question, comment.thread_id)
    if question is None:
        return
    if comment.id == question.id:
        question.withdraw()
    elif comment.id == question.answer_id:
        question.reopen()
        _note_next_answer(session, question)


def _note_next_answer(session: Session, question: Question) -> None:
    of_owner = select(Comment).where(Comment.parent_id == question.id, Comment.ministry_id == question.asked_of)
    answers = session.scalars(of_owner.order_by(Comment.made_at, Comment.id))
    for answer in answers:
        if answer.is_shown:
            question.answer(answer.id, answer.made_at)


def take_up_samples(session: Session) -> int:
    """Let the questions of an imported sample discussion be questions here too. Returns how many were new."""
    practices = select(Comment, Practice).join(Practice, Practice.id == Comment.practice_id)
    asked = practices.where(Comment.kind == Kind.QUESTION, Comment.parent_id.is_(None), Comment.is_sample)
    foreign = asked.where(Comment.ministry_id != Practice.ministry_id, Comment.id.not_in(select(Question.id)))
    found = session.execute(foreign).all()
    for comment, practice in found:
        question = _question(session, comment, practice)
        session.add(question)
        session.flush()
        _note_next_answer(session, question)
    return len(found)
