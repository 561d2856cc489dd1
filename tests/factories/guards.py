"""What a capability answers about its things, for tests of notices."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Select, Uuid, literal, select

from exchange.kernel.actor import Actor
from exchange.notifications.policies import Known


def knows(readable: Collection[UUID]) -> Known:
    """Everyone may know of those among the things, as long as they stand in the collection."""

    def known(_actor: Actor, ids: Collection[UUID]) -> Select[UUID]:
        found = [one for one in ids if one in readable]
        return select(literal(found[0] if found else None, Uuid)).where(literal(bool(found)))

    return known
