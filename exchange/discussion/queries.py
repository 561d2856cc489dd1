"""Reads of a discussion, each asking `policies.readable_by`: threads for a page, counts, one contribution."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, distinct, func, or_, select
from sqlalchemy.orm import Session

from exchange.accounts.models import Ministry
from exchange.accounts.queries import MinistryView, ministries_by_id, ministry_view
from exchange.discussion import policies
from exchange.discussion.models import SECTIONS, Circulation, Comment, CommentState, Kind
from exchange.kernel.actor import Actor
from exchange.kernel.countries import plate
from exchange.kernel.errors import NotFoundError
from exchange.kernel.pages import Page
from exchange.kernel.translated import Translated
from exchange.notifications.policies import Ids
from exchange.practices.models import Practice, Visibility
from exchange.practices.policies import readable_by
from exchange.text.cleaning import plain_text

PAGE_SIZE = 30  # threads
_NO_WORDS = ""


@dataclass(frozen=True)
class CommentView:
    """A contribution as its reader sees it; a withdrawn one has no words."""

    id: UUID
    post: Translated
    ministry: MinistryView
    kind: Kind
    language: str
    html: str
    made_at: datetime
    circulation: Circulation
    between: tuple[MinistryView, ...]
    section: str | None  # that it is about, untranslated
    is_edited: bool
    is_withdrawn: bool
    is_hidden: bool
    is_sample: bool
    is_own: bool
    can_answer: bool
    answers: tuple["CommentView", ...] = ()

    @property
    def plate(self) -> str:
        """The letters on the plate of its country."""
        return plate(self.ministry.country)


@dataclass(frozen=True)
class OwnWords:
    """One's own contribution, opened to change it or to take it back."""

    id: UUID
    slug: str
    markdown: str
    language: str
    html: str
    version: int
    made_at: datetime
    can_change: bool
    is_withdrawn: bool


@dataclass(frozen=True)
class FoundComment:
    """A contribution that a search found."""

    id: UUID
    text: str
    language: str
    post: Translated


@dataclass(frozen=True)
class Standing:
    """A discussion as this reader meets it: whose page, who else reads it, how much there is."""

    practice_id: UUID
    slug: str
    is_public: bool  # readers who have not signed in see the practice too
    can_write: bool
    comments: int  # with words
    threads: int


@dataclass(frozen=True)
class Spot:
    """Where a contribution stands."""

    slug: str
    page: int


def standing(session: Session, *, actor: Actor, slug: str) -> Standing:
    """What a page asks first, by one query; NotFoundError when the practice is absent or not the reader's."""
    here = and_(Comment.practice_id == Practice.id, policies.circulates_to(actor))
    comments = select(func.count(Comment.id)).where(here, Comment.shown()).scalar_subquery()
    roots = select(func.count(Comment.id)).where(here, Comment.parent_id.is_(None)).scalar_subquery()
    of_practice = select(Practice.id, Practice.slug, Practice.visibility, comments, roots)
    row = session.execute(of_practice.where(Practice.slug == slug, readable_by(actor))).one_or_none()
    if row is None:
        raise NotFoundError
    practice_id, slug, visibility, comment_count, thread_count = row
    is_public = visibility is Visibility.PUBLIC
    return Standing(practice_id, slug, is_public, policies.speaks(actor), comment_count, thread_count)


def threads(session: Session, *, actor: Actor, at: Standing, number: int = 1) -> Page[CommentView]:
    """The threads under a practice, oldest first, each with its answers in order."""
    first = (max(1, number) - 1) * PAGE_SIZE
    chosen = select(Comment.id).where(_roots(actor, at.practice_id)).order_by(Comment.made_at, Comment.id)
    found = _views(session, actor, chosen.offset(first).limit(PAGE_SIZE), can_write=at.can_write)
    return Page(found, max(1, number), PAGE_SIZE, at.threads)


def latest_threads(session: Session, *, actor: Actor, at: Standing, most: int) -> Page[CommentView]:
    """The newest threads, oldest of them first, as one page; `total` counts all threads."""
    newest = select(Comment.id).where(_roots(actor, at.practice_id)).order_by(Comment.made_at.desc(), Comment.id.desc())
    return Page(_views(session, actor, newest.limit(most), can_write=at.can_write), 1, most, at.threads)


def spot_of(session: Session, *, actor: Actor, comment_id: UUID) -> Spot:
    """The page on which a contribution stands for this reader; NotFoundError when it is not readable."""
    comment = _readable(session, actor, comment_id)
    root = session.get_one(Comment, comment.thread_id)
    earlier = (Comment.made_at < root.made_at) | ((Comment.made_at == root.made_at) & (Comment.id < root.id))
    before = _count(session, and_(_roots(actor, comment.practice_id), earlier))
    slug = session.get_one(Practice, comment.practice_id).slug
    return Spot(slug, before // PAGE_SIZE + 1)


def thread(session: Session, *, actor: Actor, comment_id: UUID) -> CommentView:
    """One first contribution with its answers; NotFoundError when it is not readable."""
    root = _readable(session, actor, comment_id)
    chosen = select(Comment.id).where(Comment.id == root.thread_id)
    return _views(session, actor, chosen, can_write=policies.speaks(actor))[0]


def own_words(session: Session, *, actor: Actor, comment_id: UUID, now: datetime) -> OwnWords:
    """One's own contribution; NotFoundError for another's."""
    comment = _readable(session, actor, comment_id)
    if not policies.is_own(actor, comment):
        raise NotFoundError
    return OwnWords(
        id=comment.id,
        slug=session.get_one(Practice, comment.practice_id).slug,
        markdown=comment.markdown if comment.is_shown else _NO_WORDS,
        language=comment.language,
        html=comment.html if comment.is_shown else _NO_WORDS,
        version=comment.version,
        made_at=comment.made_at,
        can_change=comment.can_change_at(now),
        is_withdrawn=not comment.is_shown,
    )


def answerable(session: Session, *, actor: Actor, at: Standing, comment_id: UUID) -> CommentView:
    """A comment under this practice that the actor may answer; NotFoundError otherwise."""
    comment = _readable(session, actor, comment_id)
    if comment.practice_id != at.practice_id or not comment.is_shown or not at.can_write:
        raise NotFoundError
    return _Look(actor, _ministries(session, comment), can_write=True).at(comment)


def found_comments(session: Session, *, actor: Actor, ids: Sequence[UUID]) -> tuple[FoundComment, ...]:
    """Those of the contributions that the reader may read, as plain text; the right is asked of the database again."""
    if not ids:
        return ()
    shown = select(Comment).where(Comment.id.in_(ids), Comment.shown())
    rows = session.scalars(shown.where(policies.readable_by(actor)))
    return tuple(FoundComment(row.id, plain_text(row.html), row.language, row.post) for row in rows)


def knowable(actor: Actor, comment_ids: Ids) -> Select[UUID]:
    """Those that the actor may be told of: readable, and not withdrawn. The guard of notices."""
    shown = select(Comment.id).where(Comment.id.in_(comment_ids), Comment.shown())
    return shown.where(policies.readable_by(actor))


def _roots(actor: Actor, practice_id: UUID) -> ColumnElement[bool]:
    return and_(Comment.practice_id == practice_id, Comment.parent_id.is_(None), policies.readable_by(actor))


def _count(session: Session, condition: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(Comment).where(condition)) or 0


def _readable(session: Session, actor: Actor, comment_id: UUID) -> Comment:
    comment = session.scalar(select(Comment).where(Comment.id == comment_id, policies.readable_by(actor)))
    if comment is None:
        raise NotFoundError
    return comment


def _views(session: Session, actor: Actor, roots: Select[UUID], *, can_write: bool) -> tuple[CommentView, ...]:
    """Threads by one query for any number of them, with the ministries that they name."""
    chosen = roots.subquery()
    in_threads = or_(Comment.id.in_(select(chosen.c.id)), Comment.parent_id.in_(select(chosen.c.id)))
    named = Ministry.id.in_((Comment.ministry_id, Comment.between_first, Comment.between_second))
    wanted = select(Comment, Ministry).join(Ministry, named)
    ordered = wanted.where(in_threads, policies.circulates_to(actor)).order_by(Comment.made_at, Comment.id)
    found = session.execute(ordered).all()
    comments = list(dict.fromkeys(comment for comment, _ in found))
    look = _Look(actor, {row.id: ministry_view(row) for row in dict.fromkeys(row for _, row in found)}, can_write)
    answers: defaultdict[UUID, list[CommentView]] = defaultdict(list)
    for comment in comments:
        if comment.parent_id is not None:
            answers[comment.parent_id].append(look.at(comment))
    return tuple(look.at(root, tuple(answers[root.id])) for root in comments if root.parent_id is None)


def _ministries(session: Session, comment: Comment) -> dict[UUID, MinistryView]:
    named = (comment.ministry_id, comment.between_first, comment.between_second)
    return ministries_by_id(session, (one for one in named if one is not None))


@dataclass(frozen=True)
class _Look:
    """One reader's view of the rows."""

    actor: Actor
    ministries: dict[UUID, MinistryView]
    can_write: bool

    def at(self, row: Comment, answers: tuple[CommentView, ...] = ()) -> CommentView:
        between = [one for one in (row.between_first, row.between_second) if one is not None]
        return CommentView(
            id=row.id,
            post=row.post,
            ministry=self.ministries[row.ministry_id],
            kind=row.kind,
            language=row.language,
            html=row.html if row.is_shown else _NO_WORDS,
            made_at=row.made_at,
            circulation=row.circulation,
            between=tuple(self.ministries[one] for one in between),
            section=SECTIONS.get(row.anchor_field or ""),
            is_edited=row.edited_at is not None,
            is_withdrawn=row.state is CommentState.WITHDRAWN,
            is_hidden=row.hidden_at is not None,
            is_sample=row.is_sample,
            is_own=policies.is_own(self.actor, row),
            can_answer=self.can_write and row.is_shown,
            answers=answers,
        )


def institutions_that_asked(session: Session, practice_id: UUID) -> int:
    """Other institutions that wrote under a practice: a number for its owner, no name and no word."""
    wanted = (
        select(func.count(distinct(Comment.ministry_id)))
        .join(Practice, Practice.id == Comment.practice_id)
        .where(Comment.practice_id == practice_id, Comment.state == CommentState.SHOWN)
        .where(Comment.ministry_id != Practice.ministry_id, Comment.circulation != Circulation.PRIVATE)
    )
    return session.scalar(wanted) or 0
