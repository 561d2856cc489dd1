"""How much practices are discussed, as their hits in the search show it."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Select, func, select

from exchange.discussion import policies
from exchange.discussion.models import Comment
from exchange.kernel.actor import Actor


def contributions_to(actor: Actor, practice_ids: Collection[UUID]) -> Select[UUID, int]:
    """Practices with how many contributions about them the reader may read."""
    wanted = select(Comment.practice_id, func.count()).group_by(Comment.practice_id)
    return wanted.where(Comment.practice_id.in_(practice_ids), Comment.shown(), policies.readable_by(actor))
