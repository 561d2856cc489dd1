"""Addresses of practices for a list that programs read: no words of them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from exchange.kernel.actor import Actor
from exchange.practices.models import Practice, PracticeText, Revision
from exchange.practices.policies import readable_by

_COMMA = ","  # stands in no code of a language


@dataclass(frozen=True)
class ListedPractice:
    """Where a practice is read, in which languages, and since when its text stands."""

    slug: str
    changed_at: datetime
    languages: tuple[str, ...]


def practices_listed(session: Session, *, actor: Actor, most: int) -> tuple[ListedPractice, ...]:
    """Every practice that the actor may read, newest first, at most `most`; languages in the order of their codes."""
    languages = (
        select(func.aggregate_strings(PracticeText.language, _COMMA))
        .where(PracticeText.revision_id == Revision.id)
        .correlate(Revision)
        .scalar_subquery()
    )
    wanted = (
        select(Practice.slug, func.coalesce(Revision.cleared_at, Practice.published_at), languages)
        .join(Revision, Revision.id == Practice.published_revision_id)
        .where(readable_by(actor))
        .order_by(Practice.published_at.desc(), Practice.slug)
        .limit(most)
    )
    rows = session.execute(wanted)
    return tuple(ListedPractice(slug, at, tuple(sorted(codes.split(_COMMA)))) for slug, at, codes in rows)
