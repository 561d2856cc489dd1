"""Questions in lists: what waits for the reader's post, what the reader's ministry asked, what was published."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from exchange.accounts.models import Ministry
from exchange.accounts.queries import MinistryView, ministry_view
from exchange.discussion.models import Circulation, Comment
from exchange.kernel.actor import Actor, Role
from exchange.kernel.pages import Page
from exchange.kernel.remembered import remembered
from exchange.kernel.translated import Translated
from exchange.notifications.policies import Ids
from exchange.practices.queries import PracticeBrief, briefs
from exchange.questions import policies
from exchange.questions.models import Question, QuestionState
from exchange.text.cleaning import plain_text

_PRACTICE, _MINISTRY = "of_practice", "of_ministry"
PAGE_SIZE = 20
SHOWN = 10
_LONGEST_TITLE = 140
_PUBLISHED = (QuestionState.PUBLISHED, QuestionState.LINKED)


Found = tuple[Question, Comment, Ministry, Ministry]
Wanted = Select[Question, Comment, Ministry, Ministry]


class Which(StrEnum):
    """The lists that there are."""

    TO_ANSWER = "to-answer"
    OURS = "ours"
    ASKED_US = "asked-us"
    PUBLISHED = "published"


@dataclass(frozen=True)
class QuestionRow:
    """One question in a list. Who asked is None in the published form."""

    id: UUID
    title: str  # its first words
    title_language: str
    practice: PracticeBrief
    asker: MinistryView | None
    post: Translated | None
    owner: MinistryView
    state: QuestionState
    is_private: bool
    due_on: date
    at: datetime
    is_sample: bool


def listed(session: Session, *, actor: Actor, which: Which, language: str, number: int = 1) -> Page[QuestionRow]:
    """One of the lists, page by page: what waits by its day, everything else newest first."""
    condition = _condition(actor, which)
    total = session.scalar(select(func.count()).select_from(Question).where(condition)) or 0
    order = (Question.due_on, Question.id) if which is Which.TO_ANSWER else (_newest(which).desc(), Question.id)
    wanted = _rows(condition).order_by(*order).offset((max(1, number) - 1) * PAGE_SIZE).limit(PAGE_SIZE)
    items = _views(session, actor, _pairs(session, wanted), language, is_public=which is Which.PUBLISHED)
    return Page(items, max(1, number), PAGE_SIZE, total)


def to_answer(session: Session, *, actor: Actor, language: str) -> tuple[QuestionRow, ...]:
    """What waits for the actor's post, soonest day first, at most `SHOWN`."""
    if not actor.ministries_with(Role.PUBLISHER):
        return ()
    return _views(session, actor, _pairs(session, _waiting_question(actor)), language, is_public=False)


@remembered
def _waiting_question(actor: Actor) -> Wanted:
    return _rows(_condition(actor, Which.TO_ANSWER)).order_by(Question.due_on, Question.id).limit(SHOWN)


def count_to_answer(actor: Actor, *_of_when: object) -> Select[int]:
    """How many questions wait for the actor's post: the number in the navigation."""
    return select(func.count()).select_from(Question).where(_condition(actor, Which.TO_ANSWER))


@dataclass(frozen=True)
class Beside:
    """What a practice's page says of questions: the promise of its ministry, and what was answered for all."""

    promised_days: int
    answered: tuple[Question, ...]  # oldest first


def beside(session: Session, *, actor: Actor, practice_id: UUID, ministry_id: UUID) -> Beside:
    """The promise, and the published forms that stand on the page: one query for both."""
    rows = session.execute(_beside_question(actor), {_PRACTICE: practice_id, _MINISTRY: ministry_id}).all()
    return Beside(rows[0][0], tuple(question for _, question in rows if question is not None))


@remembered
def _beside_question(actor: Actor) -> Select[int, Question]:
    linked = and_(Question.practice_id == bindparam(_PRACTICE), Question.state == QuestionState.LINKED)
    wanted = select(Ministry.promised_days, Question).where(Ministry.id == bindparam(_MINISTRY))
    joined = wanted.outerjoin(Question, and_(linked, policies.public_read_by(actor)))
    return joined.order_by(Question.published_at, Question.id)


def knowable(actor: Actor, question_ids: Ids) -> Select[UUID]:
    """Those that the actor reads whole: the guard of notices that say who asked."""
    return select(Question.id).where(Question.id.in_(question_ids), policies.whole_read_by(actor))


def knowable_in_public(actor: Actor, question_ids: Ids) -> Select[UUID]:
    """Those whose published form the actor reads: the guard of notices that name nobody."""
    return select(Question.id).where(Question.id.in_(question_ids), policies.public_read_by(actor))


def _newest(which: Which) -> ColumnElement[datetime]:
    seen_at = Question.published_at if which is Which.PUBLISHED else None
    return func.coalesce(seen_at, Question.asked_at)


def _pairs(session: Session, wanted: Wanted) -> list[Found]:
    return [(question, comment, asker, owner) for question, comment, asker, owner in session.execute(wanted)]


def _condition(actor: Actor, which: Which) -> ColumnElement[bool]:
    own = actor.ministry_ids
    if which is Which.PUBLISHED:
        return policies.public_read_by(actor)
    whole = policies.whole_read_by(actor)
    if which is Which.OURS:
        return and_(Question.asked_by.in_(own), whole)
    if which is Which.ASKED_US:
        return and_(Question.asked_of.in_(own), whole)
    at_post = Question.asked_of.in_(actor.ministries_with(Role.PUBLISHER))
    return and_(Question.state == QuestionState.ASKED, at_post, whole)


def _rows(condition: ColumnElement[bool]) -> Wanted:
    asker, owner = aliased(Ministry), aliased(Ministry)
    joined = select(Question, Comment, asker, owner).join(Comment, Comment.id == Question.id)
    sides = joined.join(asker, asker.id == Question.asked_by).join(owner, owner.id == Question.asked_of)
    return sides.where(condition)


def _views(
    session: Session, actor: Actor, rows: Sequence[Found], language: str, *, is_public: bool
) -> tuple[QuestionRow, ...]:
    about = briefs(session, actor=actor, ids={question.practice_id for question, *_ in rows}, language=language)
    named = {row.id: ministry_view(row) for _, _, *sides in rows for row in sides}
    return tuple(
        _row(question, comment, about[question.practice_id], named, is_public=is_public)
        for question, comment, *_ in rows
        if question.practice_id in about
    )


def _row(
    question: Question,
    comment: Comment,
    about: PracticeBrief,
    named: dict[UUID, MinistryView],
    *,
    is_public: bool,
) -> QuestionRow:
    html = (question.public_question_html or "") if is_public else comment.html
    return QuestionRow(
        id=question.id,
        title=first_words(html),
        title_language=(question.public_language or "") if is_public else comment.language,
        practice=about,
        asker=None if is_public else named[question.asked_by],
        post=None if is_public else comment.post,
        owner=named[question.asked_of],
        state=question.state,
        is_private=comment.circulation is Circulation.PRIVATE,
        due_on=question.due_on,
        at=question.published_at if is_public and question.published_at else question.asked_at,
        is_sample=comment.is_sample,
    )


def first_words(html: str, most: int = _LONGEST_TITLE) -> str:
    """The beginning of a text, cut between words."""
    text = plain_text(html)
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + "…"
