"""How much practices are discussed, as their hits in the search show it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import BindParameter, Select, and_, func, select

from exchange.discussion import policies
from exchange.discussion.models import Comment
from exchange.kernel.actor import Actor
from exchange.practices.models import Practice
from exchange.practices.policies import readable_by


def contributions_to(actor: Actor, practices: Sequence[BindParameter[UUID]]) -> Select[UUID, int]:
    """Practices with how many contributions about them the reader may read."""
    here = and_(Comment.practice_id == Practice.id, Comment.shown(), policies.circulates_to(actor))
    wanted = select(Practice.id, func.count(Comment.id)).join(Comment, here).group_by(Practice.id)
    return wanted.where(Practice.id.in_(practices), readable_by(actor))
