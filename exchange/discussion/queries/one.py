"""One contribution: to change it, to answer it, to be told of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from exchange.accounts.queries import ministries_by_id
from exchange.discussion import policies
from exchange.discussion.models import Comment
from exchange.discussion.queries.shown import CommentView, Look, view_of
from exchange.discussion.queries.threads import Standing
from exchange.kernel.actor import Actor
from exchange.kernel.errors import NotFoundError
from exchange.kernel.translated import Translated
from exchange.notifications.policies import Ids
from exchange.practices.models import Practice
from exchange.text.cleaning import plain_text

_NO_WORDS = ""


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


def own_words(session: Session, *, actor: Actor, comment_id: UUID, now: datetime) -> OwnWords:
    """One's own contribution; NotFoundError for another's."""
    comment = readable(session, actor, comment_id)
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
    found = one_of(session, actor=actor, comment_id=comment_id)
    if found.practice_id != at.practice_id or not found.view.can_answer:
        raise NotFoundError
    return found.view


@dataclass(frozen=True)
class One:
    """A contribution with the page that it stands on."""

    view: CommentView
    practice_id: UUID
    slug: str


def one_of(session: Session, *, actor: Actor, comment_id: UUID) -> One:
    """A readable contribution on its own; NotFoundError when there is none."""
    comment = readable(session, actor, comment_id)
    practice = session.get_one(Practice, comment.practice_id)
    named = (comment.ministry_id, comment.between_first, comment.between_second)
    ministries = ministries_by_id(session, (one for one in named if one is not None))
    look = Look(actor, practice.ministry_id, policies.speaks(actor))
    return One(view_of(look, comment, ministries), practice.id, practice.slug)


def stored_words(session: Session, *, actor: Actor, comment_id: UUID) -> Comment:
    """The row of a contribution that can be read and has words; NotFoundError otherwise."""
    comment = readable(session, actor, comment_id)
    if not comment.is_shown:
        raise NotFoundError
    return comment


def knowable(actor: Actor, comment_ids: Ids) -> Select[UUID]:
    """Those that the actor may be told of: readable, neither withdrawn nor hidden. The guard of notices."""
    shown = select(Comment.id).where(Comment.id.in_(comment_ids), Comment.shown())
    return shown.where(policies.readable_by(actor))


def readable(session: Session, actor: Actor, comment_id: UUID) -> Comment:
    """The row; NotFoundError when it is absent or not the actor's to read."""
    comment = session.scalar(select(Comment).where(Comment.id == comment_id, policies.readable_by(actor)))
    if comment is None:
        raise NotFoundError
    return comment


@dataclass(frozen=True)
class FoundComment:
    """A contribution that a search found."""

    id: UUID
    text: str
    language: str
    post: Translated


def found_comments(session: Session, *, actor: Actor, ids: Sequence[UUID]) -> tuple[FoundComment, ...]:
    """Those of the contributions that the reader may read, as plain text; the right is asked of the database again."""
    if not ids:
        return ()
    shown = select(Comment).where(Comment.id.in_(ids), Comment.shown())
    rows = session.scalars(shown.where(policies.readable_by(actor)))
    return tuple(FoundComment(row.id, plain_text(row.html), row.language, row.post) for row in rows)
