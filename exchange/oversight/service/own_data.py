"""Everything that is kept about one person, for that person: nobody else's rows, no secret, no text of others."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, select
from sqlalchemy.orm import Session

from exchange.kernel.actor import Actor
from exchange.kernel.base import Base
from exchange.kernel.errors import NotFoundError
from exchange.oversight.kinds import KEPT, Kept


def own_data(session: Session, *, actor: Actor, now: datetime) -> dict[str, Any]:
    """By table and column, the rows that refer to the actor, ready for JSON; empty lists are left out.

    Raises:
        NotFoundError: nobody is signed in.
    """
    if actor.person_id is None:
        raise NotFoundError
    found = {f"{kept.table}.{kept.column}": list(_rows(session, kept, actor.person_id)) for kept in KEPT}
    return {"made_at": now.isoformat(), "kept": {name: rows for name, rows in found.items() if rows}}


def _rows(session: Session, kept: Kept, person_id: UUID) -> Iterator[dict[str, Any]]:
    table = Base.metadata.tables[kept.table]
    wanted = select(*(table.c[name] for name in kept.told)).where(table.c[kept.column] == person_id)
    for row in session.execute(wanted.order_by(*table.primary_key.columns)).mappings():
        yield _plain(row)


def _plain(row: RowMapping) -> dict[str, Any]:
    return {str(name): _value(value) for name, value in row.items() if value is not None}


def _value(value: Any) -> Any:
    if isinstance(value, dict):
        return dict(value)
    return value if isinstance(value, (bool, int, float, str, list)) else str(value)
