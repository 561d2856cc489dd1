"""Let others read a question and its answer, without the names of who asked. Two people see to it."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.queries import ministry
from exchange.audit.service import Act, record
from exchange.discussion.models import Comment
from exchange.kernel.actor import Actor
from exchange.kernel.errors import ConflictError, InvalidError, NotFoundError, RefusedError
from exchange.kernel.events import emit
from exchange.kernel.languages import Language
from exchange.kernel.messages import N_, Message
from exchange.practices.models import Practice, Visibility
from exchange.questions import policies
from exchange.questions.events import QuestionPublished
from exchange.questions.models import Circle, PublicForm, Question
from exchange.questions.naming import named_in, names_of
from exchange.text.cleaning import plain_text
from exchange.text.rendering import render_markdown

LONGEST_TEXT = 5_000
NOT_YOURS = N_(
    "A clearing officer or the administrator of the ministry that was asked publishes it, and never their own answer."
)
NOT_ANSWERED = N_("This question has no answer yet. Answer it first.")
_EMPTY = N_("Write the text that others will read.")
_TOO_LONG = N_("This is longer than 5,000 characters. Shorten it.")
_STILL_NAMED = N_("This tells who asked: %(words)s. Take it out, then publish.")
_CHANGED = N_("This was published in another window meanwhile. Look at it, then save once more.")


def laid_out(  # the values of one form
    *, question: str, answer: str, language: Language, circle: Circle, is_linked: bool
) -> PublicForm:
    """Check and render both texts. Call it before the transaction: rendering may take two seconds.

    Raises:
        InvalidError: a text is empty, too long, or too hard to lay out.
    """
    texts = {"question": question.replace("\x00", "").strip(), "answer": answer.replace("\x00", "").strip()}
    too_long = {name: Message(_TOO_LONG) for name, text in texts.items() if len(text) > LONGEST_TEXT}
    if too_long:
        raise InvalidError(too_long)
    rendered = dict(zip(texts, render_markdown(list(texts.values())), strict=True))
    empty = {name: Message(_EMPTY) for name, html in rendered.items() if not plain_text(html)}
    if empty:
        raise InvalidError(empty)
    pairs = {name: (texts[name], rendered[name]) for name in texts}
    return PublicForm(language.value, circle, is_linked, pairs["question"], pairs["answer"])


def publish(
    session: Session, *, actor: Actor, question_id: UUID, form: PublicForm, expected_version: int, now: datetime
) -> Question:
    """Publish, or replace what was published. The private words stay private.

    Raises:
        NotFoundError: no such question, or the actor may not know of it.
        RefusedError: not a clearing officer of the ministry that was asked, own answer, or no answer yet.
        InvalidError: a text still tells who asked.
        ConflictError: it was published in another window meanwhile.
    """
    question, asked = _found(session, actor, question_id)
    answer = session.get(Comment, question.answer_id) if question.answer_id else None
    if answer is None:
        raise RefusedError(NOT_ANSWERED)
    if not policies.can_publish(actor, question, answer):
        raise RefusedError(NOT_YOURS)
    if question.version != expected_version:
        raise ConflictError(_CHANGED)
    _check_names(session, asked, form)
    was_published = question.state.is_published
    question.publish(_narrowed(session, question, form), now)
    record(session, actor=actor, act=Act("question.published", "question", question.id, _facts(question)), now=now)
    if not was_published:
        emit(session, QuestionPublished(question.id, question.practice_id, now))
    return question


def _found(session: Session, actor: Actor, question_id: UUID) -> tuple[Question, Comment]:
    wanted = select(Question, Comment).join(Comment, Comment.id == Question.id)
    row = session.execute(wanted.where(Question.id == question_id, policies.whole_read_by(actor))).one_or_none()
    if row is None:
        raise NotFoundError
    return row[0], row[1]


def _check_names(session: Session, asked: Comment, form: PublicForm) -> None:
    names = names_of(ministry(session, asked.ministry_id), asked.post)
    texts = {"question": form.question[0], "answer": form.answer[0]}
    found = {name: named_in(text, names) for name, text in texts.items()}
    faults = {
        name: Message(_STILL_NAMED, {"words": ", ".join(f"“{word}”" for word in words)})
        for name, words in found.items()
        if words
    }
    if faults:
        raise InvalidError(faults)


def _narrowed(session: Session, question: Question, form: PublicForm) -> PublicForm:
    """Never wider than the practice itself."""
    is_public = session.get_one(Practice, question.practice_id).visibility is Visibility.PUBLIC
    return form if is_public else replace(form, circle=Circle.MEMBERS)


def _facts(question: Question) -> dict[str, str | int | bool | None]:
    return {"practice": str(question.practice_id), "circle": str(question.circle), "version": question.version}
