"""Threads under a practice: how many, page by page, the newest, one alone, and where a contribution stands."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, ScalarSelect, Select, and_, bindparam, case, distinct, func, or_, select
from sqlalchemy.orm import Session, aliased

from exchange.discussion import policies
from exchange.discussion.models import Circulation, Comment
from exchange.discussion.queries.anchors import Sections
from exchange.discussion.queries.shown import LEFT_OUT, Asked, CommentView, Look, asked, seen
from exchange.kernel.actor import Actor
from exchange.kernel.errors import NotFoundError
from exchange.kernel.pages import Page
from exchange.kernel.rows import prepared, rows_of
from exchange.practices.models import Practice, Visibility
from exchange.practices.policies import readable_by

PAGE_SIZE = 20  # threads
_SLUG, _PRACTICE, _COMMENT = "wanted_slug", "wanted_practice", "wanted_comment"
_SECTION, _THREAD = "wanted_section", "wanted_thread"
_BEFORE, _MOST = "threads_before", "most_threads"
ANSWERS = 5  # shown of each thread on a page of many
ANSWERS_PAGE = 50  # on the page of one thread


@dataclass(frozen=True)
class Standing:
    """A discussion as this reader meets it: whose page, who else reads it, how much there is."""

    practice_id: UUID
    slug: str
    owner_id: UUID
    is_public: bool  # readers who have not signed in see the practice too
    can_write: bool
    comments: int  # with words
    threads: int
    by_section: dict[str, tuple[int, int]] = field(default_factory=dict)  # key → contributions with words, threads


@dataclass(frozen=True)
class Spot:
    """Where a contribution stands: on a page of threads, or on a page of one long thread."""

    slug: str
    page: int
    thread_id: UUID | None = None


def standing(session: Session, *, actor: Actor, slug: str) -> Standing:
    """What a page asks first, by one query; NotFoundError when the practice is absent or not the reader's."""
    rows = rows_of(session, _standing_question(actor), {_SLUG: slug}).all()
    if not rows:
        raise NotFoundError
    practice_id, slug, owner_id, visibility, *_ = rows[0]
    return Standing(
        practice_id=practice_id,
        slug=slug,
        owner_id=owner_id,
        is_public=visibility is Visibility.PUBLIC,
        can_write=policies.speaks(actor),
        comments=sum(row[5] for row in rows),
        threads=sum(row[6] for row in rows),
        by_section={row[4]: (row[5], row[6]) for row in rows if row[4]},
    )


@prepared
def _standing_question(actor: Actor) -> Asked:
    here = and_(Comment.practice_id == Practice.id, policies.circulates_to(actor))
    shown, roots = func.sum(case((Comment.shown(), 1), else_=0)), func.sum(case((_is_root(), 1), else_=0))
    of_practice = select(Practice.id, Practice.slug, Practice.ministry_id, Practice.visibility)
    counted = of_practice.add_columns(Comment.anchor_field, shown, roots).outerjoin(Comment, here)
    wanted = counted.where(Practice.slug == bindparam(_SLUG), readable_by(actor))
    grouped = wanted.group_by(Practice.id, Practice.slug, Practice.ministry_id, Practice.visibility)
    return grouped.group_by(Comment.anchor_field)


def threads(
    session: Session,
    *,
    actor: Actor,
    at: Standing,
    number: int = 1,
    sections: Sections | None = None,
    section: str = "",
) -> Page[CommentView]:
    """The threads under a practice or one of its sections, oldest first, each with its first answers."""
    question = _section_question(actor) if section else _page_question(actor)
    values = {_PRACTICE: at.practice_id, _SECTION: section, _BEFORE: (max(1, number) - 1) * PAGE_SIZE}
    found = seen(session, Look(actor, at.owner_id, at.can_write, sections), question, values)
    total = at.by_section.get(section, (0, 0))[1] if section else at.threads
    return Page(found, max(1, number), PAGE_SIZE, total)


@prepared
def _page_question(actor: Actor) -> Asked:
    return _paged(actor, _roots(actor))


@prepared
def _section_question(actor: Actor) -> Asked:
    return _paged(actor, and_(_roots(actor), Comment.anchor_field == bindparam(_SECTION)))


def _paged(actor: Actor, wanted: ColumnElement[bool]) -> Asked:
    before = bindparam(_BEFORE, type_=Integer)
    roots = select(Comment.id, Comment.practice_id).where(wanted).order_by(Comment.made_at, Comment.id)
    return asked(actor, roots.offset(before).limit(PAGE_SIZE), most_answers=ANSWERS)


def latest_threads(
    session: Session, *, actor: Actor, at: Standing, most: int, parts: tuple[str, ...] = ()
) -> Page[CommentView]:
    """The newest threads, oldest of them first, as one page; `total` counts all threads."""
    look = Look(actor, at.owner_id, at.can_write, parts=frozenset(parts))
    found = seen(session, look, _latest_question(actor), {_PRACTICE: at.practice_id, _MOST: most})
    return Page(found, 1, most, at.threads)


@prepared
def _latest_question(actor: Actor) -> Asked:
    roots = select(Comment.id, Comment.practice_id).where(_roots(actor))
    last = roots.order_by(Comment.made_at.desc(), Comment.id.desc()).limit(bindparam(_MOST, type_=Integer))
    return asked(actor, last, most_answers=ANSWERS)


def thread(session: Session, *, actor: Actor, comment_id: UUID) -> CommentView:
    """One first contribution with its first answers; NotFoundError when it is not readable."""
    root, practice = _with_practice(session, actor, comment_id)
    look = Look(actor, practice.ministry_id, policies.speaks(actor))
    return seen(session, look, _thread_question(actor), {_PRACTICE: practice.id, _THREAD: root.thread_id})[0]


def answers_page(
    session: Session, *, actor: Actor, at: Standing, thread_id: UUID, number: int = 1, sections: Sections | None = None
) -> tuple[CommentView, Page[CommentView]]:
    """A first contribution, and its answers page by page; NotFoundError when there is none under this practice."""
    before = (max(1, number) - 1) * ANSWERS_PAGE
    values = {_PRACTICE: at.practice_id, _THREAD: thread_id, LEFT_OUT: before}
    found = seen(session, Look(actor, at.owner_id, at.can_write, sections), _thread_question(actor), values)
    if not found:
        raise NotFoundError
    return found[0], Page(found[0].answers, max(1, number), ANSWERS_PAGE, found[0].all_answers)


@prepared
def _thread_question(actor: Actor) -> Asked:
    root = select(Comment.id, Comment.practice_id).where(_roots(actor), Comment.id == bindparam(_THREAD))
    return asked(actor, root, most_answers=ANSWERS_PAGE)


def newest(session: Session, *, actor: Actor, practice_id: UUID, most: int) -> list[Comment]:
    """The newest contributions with words that the actor reads, newest first."""
    here = select(Comment).where(Comment.practice_id == practice_id, Comment.shown(), policies.readable_by(actor))
    return list(session.scalars(here.order_by(Comment.made_at.desc(), Comment.id.desc()).limit(most)))


def spot_of(session: Session, *, actor: Actor, comment_id: UUID) -> Spot:
    """The page on which a contribution stands for this reader; NotFoundError when it is not readable."""
    row = rows_of(session, _spot_question(actor), {_COMMENT: comment_id}).one_or_none()
    if row is None:
        raise NotFoundError
    if row.parent_id is not None and row.answers >= ANSWERS:
        return Spot(row.slug, row.answers // ANSWERS_PAGE + 1, row.parent_id)
    return Spot(row.slug, row.threads // PAGE_SIZE + 1)


@prepared
def _spot_question(actor: Actor) -> Select[str, UUID | None, int, int]:
    """Its practice and thread, how many threads stand before its own, and how many answers of that before it."""
    asked_for, root = aliased(Comment), aliased(Comment)
    threads_before = and_(Comment.practice_id == root.practice_id, _is_root(), _is_before(root))
    siblings = and_(Comment.practice_id == asked_for.practice_id, Comment.parent_id == asked_for.parent_id)
    answers_before = and_(siblings, _is_before(asked_for))
    readable = select(Comment.id).where(Comment.id == bindparam(_COMMENT), policies.readable_by(actor))
    spot = select(
        *(Practice.slug, asked_for.parent_id),
        _counted(actor, threads_before).correlate(root).label("threads"),
        _counted(actor, answers_before).correlate(asked_for).label("answers"),
    )
    return (
        spot.join(Practice, Practice.id == asked_for.practice_id)
        .join(root, root.id == func.coalesce(asked_for.parent_id, asked_for.id))
        .where(asked_for.id.in_(readable))
    )


def _counted(actor: Actor, those: ColumnElement[bool]) -> ScalarSelect[int]:
    """How many of these circulate to somebody who reads the practice."""
    return select(func.count(Comment.id)).where(those, policies.circulates_to(actor)).scalar_subquery()


def _is_before(other: type[Comment]) -> ColumnElement[bool]:
    same_instant = and_(Comment.made_at == other.made_at, Comment.id < other.id)
    return or_(Comment.made_at < other.made_at, same_instant)


def _roots(actor: Actor) -> ColumnElement[bool]:
    """The first contributions under `_PRACTICE`."""
    return and_(Comment.practice_id == bindparam(_PRACTICE), _is_root(), policies.readable_by(actor))


def _is_root() -> ColumnElement[bool]:
    return and_(Comment.parent_id.is_(None), Comment.id.is_not(None))


def _with_practice(session: Session, actor: Actor, comment_id: UUID) -> tuple[Comment, Practice]:
    wanted = select(Comment, Practice).join(Practice, Practice.id == Comment.practice_id)
    row = session.execute(wanted.where(Comment.id == comment_id, policies.readable_by(actor))).one_or_none()
    if row is None:
        raise NotFoundError
    return row[0], row[1]


def institutions_that_asked(session: Session, practice_ids: Collection[UUID]) -> Mapping[UUID, int]:
    """Other institutions that wrote under each practice: a number for its owner, no name and no word."""
    wanted = (
        select(Comment.practice_id, func.count(distinct(Comment.ministry_id)))
        .join(Practice, Practice.id == Comment.practice_id)
        .where(Comment.practice_id.in_(practice_ids), Comment.shown())
        .where(Comment.ministry_id != Practice.ministry_id, Comment.circulation != Circulation.PRIVATE)
        .group_by(Comment.practice_id)
    )
    return {practice_id: int(number) for practice_id, number in session.execute(wanted)}
