"""Write the trail, and check that nobody has changed it."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from exchange.audit.models import AuditRow
from exchange.kernel.actor import Actor

FIRST_SEAL = "0" * 64
_NEWEST = select(AuditRow.number, AuditRow.seal).order_by(AuditRow.number.desc()).limit(1)
_ADD = insert(AuditRow)


@dataclass(frozen=True)
class Act:
    """What happened, in ids and states; never a text that somebody wrote."""

    action: str
    subject_kind: str
    subject_id: UUID | str
    facts: dict[str, str | int | bool | None] = field(default_factory=dict)


def record(session: Session, *, actor: Actor, act: Act, now: datetime, ministry_id: UUID | None = None) -> None:
    """Append one row in the caller's transaction, sealed to the row before.

    The writing transaction holds the database's write lock (BEGIN IMMEDIATE), so two rows never take one number.

    Args:
        ministry_id: whose trail it belongs to; the actor's ministry when left out.
    """
    connection = session.connection()  # past the session's objects: every act asks for this
    before = connection.execute(_NEWEST).first()
    row = {
        "number": (before.number if before else 0) + 1,
        "at": now.astimezone(UTC),
        "actor_id": actor.person_id,
        "post": actor.post[:200] or None,
        "ministry_id": ministry_id or actor.ministry_id,
        "action": act.action,
        "subject_kind": act.subject_kind,
        "subject_id": str(act.subject_id),
        "facts": dict(act.facts),
    }
    connection.execute(_ADD, row | {"seal": seal_of(AuditRow(**row), before.seal if before else FIRST_SEAL)})


def seal_of(row: AuditRow, seal_before: str) -> str:
    """SHA-256 over the row's content and the seal before it."""
    content = [
        seal_before,
        row.number,
        row.at.astimezone(UTC).isoformat(timespec="microseconds"),
        str(row.actor_id),
        str(row.ministry_id),
        row.action,
        row.subject_kind,
        row.subject_id,
        row.facts,
    ]
    content += [row.post] if row.post else []  # rows from before posts were kept have their old seal
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def first_broken(rows: Iterable[AuditRow]) -> int | None:
    """The number of the first row that was changed or is missing; None when the chain holds."""
    expected, seal = 1, FIRST_SEAL
    for row in rows:
        if row.number != expected or row.seal != seal_of(row, seal):
            return expected
        expected, seal = expected + 1, row.seal
    return None
