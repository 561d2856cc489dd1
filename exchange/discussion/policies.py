"""Who reads and writes contributions: never anyone who may not read the practice, fewer where the circle is smaller.

`can_read`, `readable_by` and `audience_of` are one rule said three times; a truth table holds them together.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, exists, false, or_
from sqlalchemy.orm import aliased

from exchange.discussion.models import Circulation, Comment
from exchange.kernel.actor import Actor, Role
from exchange.kernel.remembered import is_one_of, remembered
from exchange.practices import policies as practice_rules
from exchange.practices.models import Practice, PracticePartner


def speaks(actor: Actor) -> bool:
    """Whether the actor may write wherever a published practice is readable: only for a ministry."""
    return actor.is_signed_in and actor.belongs_to(actor.ministry_id)


def can_write(actor: Actor, practice: Practice) -> bool:
    """Everyone who speaks for a ministry and reads the published practice. Needs `practice.partners` loaded."""
    return speaks(actor) and practice_rules.can_read(actor, practice)


def is_own(actor: Actor, comment: Comment | Row[Any]) -> bool:
    """Whether the actor wrote it and still speaks for that ministry."""
    return actor.is_signed_in and comment.author_id == actor.person_id and actor.belongs_to(comment.ministry_id)


def can_read(actor: Actor, comment: Comment, practice: Practice) -> bool:
    """Whether the actor may know of the contribution; of a withdrawn one only the trace is shown.

    Needs `practice.partners` loaded.
    """
    if not practice_rules.can_read(actor, practice):
        return False
    if comment.circulation is Circulation.PUBLIC:
        return True
    if comment.circulation is Circulation.MEMBERS:
        return actor.is_signed_in
    return bool(actor.ministry_ids & _circle(comment, practice))


def can_know(actor: Actor, comment: Comment, practice: Practice) -> bool:
    """Whether the actor may be told of it: `can_read`, of words that are there. Needs `practice.partners` loaded."""
    return comment.is_shown and can_read(actor, comment, practice)


def _circle(comment: Comment, practice: Practice) -> frozenset[UUID]:
    """The ministries that read a contribution to partners, or a private one."""
    if comment.circulation is Circulation.PRIVATE:
        return frozenset(one for one in (comment.between_first, comment.between_second) if one is not None)
    named = {partner.ministry_id for partner in practice.partners}
    return frozenset({practice.ministry_id, comment.ministry_id} | named)


def can_hide(actor: Actor, owner_id: UUID) -> bool:
    """The administrator of the practice's ministry, or of the platform: of what they can read anyway."""
    return actor.runs_platform or actor.holds(Role.ADMINISTRATOR, owner_id)


@remembered
def readable_by(actor: Actor) -> ColumnElement[bool]:
    """`can_read` as a condition of the database on Comment."""
    return and_(practice_rules.names_readable(actor, Comment.practice_id), circulates_to(actor))


@remembered
def circulates_to(actor: Actor) -> ColumnElement[bool]:
    """The comment's own circle alone: for queries that have asked for the practice already."""
    public = Comment.circulation == Circulation.PUBLIC
    if not actor.is_signed_in:
        return public
    members = Comment.circulation == Circulation.MEMBERS
    return or_(public, members, _for_partners(actor.ministry_ids), _between(actor.ministry_ids))


def _for_partners(own: frozenset[UUID]) -> ColumnElement[bool]:
    if not own:
        return false()
    owned = aliased(Practice)  # not the practice of an enclosing query
    owns = exists().where(owned.id == Comment.practice_id, is_one_of(owned.ministry_id, own))
    is_named = is_one_of(PracticePartner.ministry_id, own)
    named = exists().where(PracticePartner.practice_id == Comment.practice_id, is_named)
    return and_(Comment.circulation == Circulation.PARTNERS, or_(is_one_of(Comment.ministry_id, own), owns, named))


def _between(own: frozenset[UUID]) -> ColumnElement[bool]:
    one_of_two = or_(is_one_of(Comment.between_first, own), is_one_of(Comment.between_second, own))
    return and_(Comment.circulation == Circulation.PRIVATE, one_of_two)


def audience_of(comment: Comment, practice: Practice) -> frozenset[str]:
    """`can_read` as tokens of the index: the contribution's circle, cut down to the readers of the practice."""
    readers = practice_rules.audience_of(practice)
    if comment.circulation is Circulation.PUBLIC:
        return readers
    if comment.circulation is Circulation.MEMBERS:
        return readers - {practice_rules.PUBLIC}
    circle = frozenset(map(practice_rules.ministry_token, _circle(comment, practice)))
    return circle if practice_rules.MEMBERS in readers else circle & readers
