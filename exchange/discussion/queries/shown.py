"""Contributions as their reader sees them: whole threads by one query, the first answers of each."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Row, Select, Subquery, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from exchange.accounts.queries import MinistryView, ministries_by_id
from exchange.discussion import policies
from exchange.discussion.models import SECTIONS, Circulation, Comment, CommentState, Kind
from exchange.discussion.queries.anchors import Anchor, Sections
from exchange.kernel.actor import Actor
from exchange.kernel.countries import plate
from exchange.kernel.rows import Question, rows_of
from exchange.kernel.translated import Translated

_NO_WORDS = ""
Asked = Select[*tuple[Any, ...]]
LEFT_OUT = "answers_left_out"
Written = Comment | Row[Any]  # a row of `_COLUMNS`: whole entities cost twice as much
_COLUMNS = (
    *(Comment.id, Comment.parent_id, Comment.author_id, Comment.ministry_id, Comment.post, Comment.kind),
    *(Comment.language, Comment.html, Comment.state, Comment.circulation, Comment.between_first),
    *(Comment.between_second, Comment.anchor_field, Comment.anchor_language, Comment.anchor_mark),
    *(Comment.anchor_words, Comment.is_sample, Comment.made_at, Comment.edited_at, Comment.hidden_at),
    *(Comment.hidden_reason, Comment.shown().label("is_shown")),
)


@dataclass(frozen=True)
class CommentView:
    """A contribution as its reader sees it; a withdrawn or hidden one has no words."""

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
    anchor: Anchor | None
    is_edited: bool
    is_withdrawn: bool
    is_hidden: bool
    hidden_reason: str
    is_sample: bool
    is_own: bool
    can_answer: bool
    can_hide: bool
    all_answers: int
    answers: tuple["CommentView", ...] = ()

    @property
    def plate(self) -> str:
        """The letters on the plate of its country."""
        return plate(self.ministry.country)

    @property
    def has_words(self) -> bool:
        """Whether there is something to read."""
        return not self.is_withdrawn and not self.is_hidden

    @property
    def has_notes(self) -> bool:
        """Whether more than its time stands beside it."""
        is_more = self.kind in (Kind.QUESTION, Kind.REMARK) or self.is_edited or self.is_sample
        return is_more or bool(self.section) or (self.anchor is not None and self.anchor.has_changed)


@dataclass(frozen=True)
class Look:
    """With which eyes: the reader, whose practice it is, which of its sections the reader sees."""

    actor: Actor
    owner_id: UUID
    can_write: bool
    sections: Sections | None = None
    parts: frozenset[str] = frozenset()  # without `sections`: keys of what is seen


def asked(actor: Actor, roots: Select[UUID, UUID], *, most_answers: int) -> Asked:
    """Threads by one question for any number of them, oldest first, each with some answers and their number.

    Args:
        roots: ids of first contributions that the actor reads, with their practices.
        most_answers: of each thread, after the first `LEFT_OUT`, which the values say.
    """
    numbered = _numbered(actor, roots)
    before = bindparam(LEFT_OUT, type_=Integer)
    wanted = select(*_COLUMNS, numbered.c.answers).join(numbered, numbered.c.id == Comment.id)
    within = or_(numbered.c.place == 0, numbered.c.place.between(before + 1, before + most_answers))
    return wanted.where(within).order_by(Comment.made_at, Comment.id)


def seen(
    session: Session, look: Look, question: Question[*tuple[Any, ...]], values: Mapping[str, object]
) -> tuple[CommentView, ...]:
    """The threads that `asked` asks for, with these values in it."""
    found = rows_of(session, question, {LEFT_OUT: 0, **values}).all()
    named = (one for row in found for one in (row.ministry_id, row.between_first, row.between_second))
    return _threads(look, found, ministries_by_id(session, (one for one in named if one is not None)))


def _numbered(actor: Actor, roots: Select[UUID, UUID]) -> Subquery:
    """Every readable contribution of the threads, with its place in them (0 is the first one) and their answers.

    Answers are looked up by practice and thread, which one index holds: else each question reads all that was written.
    """
    thread = roots.cte("thread")
    answers = and_(Comment.practice_id == thread.c.practice_id, Comment.parent_id == thread.c.id)
    in_order = (Comment.parent_id.is_not(None), Comment.made_at, Comment.id)
    place = func.row_number().over(partition_by=thread.c.id, order_by=in_order) - 1
    number = func.count().over(partition_by=thread.c.id) - 1
    return (
        select(Comment.id, place.label("place"), number.label("answers"))
        .join(thread, or_(Comment.id == thread.c.id, answers))
        .where(policies.circulates_to(actor))
        .subquery()
    )


def _threads(look: Look, rows: Sequence[Row[Any]], ministries: dict[UUID, MinistryView]) -> tuple[CommentView, ...]:
    answers: defaultdict[UUID, list[CommentView]] = defaultdict(list)
    for row in rows:
        if row.parent_id is not None:
            answers[row.parent_id].append(view_of(look, row, ministries))
    return tuple(
        view_of(look, root, ministries, tuple(answers[root.id]), root.answers)
        for root in rows
        if root.parent_id is None
    )


def view_of(
    look: Look,
    row: Written,
    ministries: dict[UUID, MinistryView],
    answers: tuple[CommentView, ...] = (),
    all_answers: int = 0,
) -> CommentView:
    """One row with these eyes."""
    between = [one for one in (row.between_first, row.between_second) if one is not None]
    return CommentView(
        id=row.id,
        post=row.post,
        ministry=ministries[row.ministry_id],
        kind=row.kind,
        language=row.language,
        html=row.html if row.is_shown else _NO_WORDS,
        made_at=row.made_at,
        circulation=row.circulation,
        between=tuple(ministries[one] for one in between),
        section=_section(look, row),
        anchor=look.sections.anchor_of(row) if look.sections else None,
        is_edited=row.edited_at is not None,
        is_withdrawn=row.state is CommentState.WITHDRAWN,
        is_hidden=row.hidden_at is not None,
        hidden_reason=row.hidden_reason or "",
        is_sample=row.is_sample,
        is_own=policies.is_own(look.actor, row),
        can_answer=look.can_write and row.is_shown,
        can_hide=row.is_shown and policies.can_hide(look.actor, look.owner_id),
        all_answers=all_answers,
        answers=answers,
    )


def _section(look: Look, row: Written) -> str | None:
    """Named only to those who see the section."""
    seen = frozenset(look.sections.keys) if look.sections else look.parts
    return SECTIONS.get(row.anchor_field or "") if row.anchor_field in seen else None
