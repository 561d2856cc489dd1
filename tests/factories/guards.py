"""What a capability answers about its things, for tests of notices."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Select, Uuid, false, literal, select, union_all

from exchange.kernel.actor import Actor
from exchange.notifications.policies import Ids, Known


def knows(readable: Collection[UUID]) -> Known:
    """Everyone may know of those among the things, as long as they stand in the collection."""

    def known(_actor: Actor, ids: Ids) -> Select[UUID]:
        nothing = select(literal(None, Uuid).label("id")).where(false())
        rows = union_all(nothing, *(select(literal(one, Uuid).label("id")) for one in readable)).subquery()
        return select(rows.c.id).where(rows.c.id.in_(ids))

    return known
