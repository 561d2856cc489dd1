"""One question as its reader sees it: whole for those who read its words, the published form for others."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.queries import MinistryView, ministries_by_id
from exchange.discussion.models import Comment
from exchange.discussion.queries import CommentView, thread
from exchange.kernel.actor import Actor
from exchange.kernel.errors import NotFoundError
from exchange.practices.models import Practice
from exchange.practices.queries import PracticeBrief, brief
from exchange.questions import policies
from exchange.questions.models import Circle, Question, QuestionState
from exchange.questions.naming import masked, names_of
from exchange.text.cleaning import plain_text


@dataclass(frozen=True)
class PublicView:
    """Question and answer without names."""

    language: str
    question: str  # as written
    question_html: str
    answer: str
    answer_html: str
    circle: Circle
    is_linked: bool
    published_at: datetime | None


@dataclass(frozen=True)
class Suggested:
    """What a clearing officer starts from: the private words, names masked."""

    question: str
    answer: str
    language: str


@dataclass(frozen=True)
class QuestionPage:
    """Everything on the page. Without `whole` the reader knows the published form only."""

    id: UUID
    practice: PracticeBrief
    owner: MinistryView
    state: QuestionState
    version: int
    public: PublicView | None
    whole: CommentView | None
    due_on: date | None  # None for those who do not read it whole
    answered_at: datetime | None
    can_answer: bool
    can_publish: bool
    can_ask_for_meeting: bool
    suggested: Suggested | None


def question_page(session: Session, *, actor: Actor, question_id: UUID, language: str) -> QuestionPage:
    """The page; NotFoundError when the actor may not know of the question."""
    question, comment, practice = _found(session, actor, question_id)
    is_whole = session.scalar(select(Question.id).where(Question.id == question.id, policies.whole_read_by(actor)))
    about = brief(session, actor=actor, practice_id=practice.id, language=language)
    named = ministries_by_id(session, (question.asked_by, question.asked_of))
    page = _public_page(question, about, named[question.asked_of])
    if is_whole is None:
        return page
    return _whole_page(session, actor, page, question, comment, named[question.asked_by])


def question_text(session: Session, *, actor: Actor, question_id: UUID) -> str:
    """Its words as plain text, for those who read it whole; NotFoundError otherwise."""
    wanted = select(Comment).join(Question, Question.id == Comment.id)
    comment = session.scalar(wanted.where(Question.id == question_id, policies.whole_read_by(actor)))
    if comment is None:
        raise NotFoundError
    return plain_text(comment.html)


def _found(session: Session, actor: Actor, question_id: UUID) -> tuple[Question, Comment, Practice]:
    whole = select(Question, Comment, Practice).join(Comment, Comment.id == Question.id)
    wanted = whole.join(Practice, Practice.id == Question.practice_id)
    row = session.execute(wanted.where(Question.id == question_id, policies.readable_by(actor))).one_or_none()
    if row is None:
        raise NotFoundError
    return row[0], row[1], row[2]


def _public_page(question: Question, about: PracticeBrief, owner: MinistryView) -> QuestionPage:
    return QuestionPage(
        id=question.id,
        practice=about,
        owner=owner,
        state=question.state,
        version=question.version,
        public=public_view(question),
        whole=None,
        due_on=None,
        answered_at=None,
        can_answer=False,
        can_publish=False,
        can_ask_for_meeting=False,
        suggested=None,
    )


def _whole_page(
    session: Session, actor: Actor, page: QuestionPage, question: Question, comment: Comment, asker: MinistryView
) -> QuestionPage:
    answer = session.get(Comment, question.answer_id) if question.answer_id else None
    can_publish = answer is not None and policies.can_publish(actor, question, answer)
    names = names_of(asker, comment.post)
    return QuestionPage(
        id=page.id,
        practice=page.practice,
        owner=page.owner,
        state=page.state,
        version=page.version,
        public=page.public,
        whole=thread(session, actor=actor, comment_id=question.id),
        due_on=question.due_on,
        answered_at=question.answered_at,
        can_answer=policies.can_answer(actor, question),
        can_publish=can_publish,
        can_ask_for_meeting=actor.ministry_id == question.asked_by,
        suggested=_suggested(comment, answer, names) if can_publish and answer else None,
    )


def _suggested(comment: Comment, answer: Comment, names: tuple[str, ...]) -> Suggested:
    return Suggested(masked(comment.markdown, names), masked(answer.markdown, names), answer.language)


def public_view(question: Question) -> PublicView | None:
    """The published form, if there is one."""
    if not question.state.is_published or question.circle is None:
        return None
    return PublicView(
        language=question.public_language or "",
        question=question.public_question or "",
        question_html=question.public_question_html or "",
        answer=question.public_answer or "",
        answer_html=question.public_answer_html or "",
        circle=question.circle,
        is_linked=question.state is QuestionState.LINKED,
        published_at=question.published_at,
    )
