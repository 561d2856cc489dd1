"""Questions about a text, the rule of a ministry, and who has a text now. For the ministry's own desk."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.practices.models import LONGEST_VALID, Check, ClearingRule, Remark


@dataclass(frozen=True)
class RemarkView:
    """One question about a field, and its answer."""

    id: UUID
    revision_id: UUID
    part: str
    text: str
    by_editor: bool
    asked_by: UUID | None
    asked_at: datetime
    answer: str
    answered_by: UUID | None
    answered_at: datetime | None


@dataclass(frozen=True)
class RuleView:
    """How a ministry lets its texts out."""

    asks_editor: bool = False
    months_valid: int = LONGEST_VALID


def remarks_of(session: Session, revision_ids: Iterable[UUID]) -> tuple[RemarkView, ...]:
    """The questions about these texts, oldest first; the caller has asked for the right to the desk."""
    names = tuple(RemarkView.__dataclass_fields__)
    columns = [getattr(Remark, name) for name in names]
    wanted = select(*columns).where(Remark.revision_id.in_(list(revision_ids))).order_by(Remark.asked_at, Remark.id)
    return tuple(RemarkView(*row) for row in session.execute(wanted))


def checked_by(session: Session, revision_id: UUID, person_id: UUID | None) -> dict[str, str]:
    """What this person has looked at in the text: field → mark of its words then."""
    own = Check.revision_id == revision_id, Check.person_id == person_id
    return {row.part: row.mark for row in session.execute(select(Check.part, Check.mark).where(*own))}


def rule_of(session: Session, ministry_id: UUID) -> RuleView:
    """The ministry's rule, or the usual one."""
    rule = session.get(ClearingRule, ministry_id)
    return RuleView(rule.asks_editor, rule.months_valid) if rule else RuleView()
