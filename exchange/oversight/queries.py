"""What a ministry keeps to itself, for somebody who looks in by break-glass."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from exchange.practices.models import Practice, PracticeState, Revision, Visibility


@dataclass(frozen=True)
class Kept:
    """One practice with what is known of it."""

    slug: str
    title: str
    language: str
    is_published: bool
    circle: Visibility


def kept_by(session: Session, ministry_id: UUID, *, language: str) -> tuple[Kept, ...]:
    """The practices of the ministry that not everybody reads, newest first, at most 200."""
    is_narrow = Practice.visibility.in_((Visibility.PARTNERS, Visibility.MINISTRY))
    own = Practice.ministry_id == ministry_id, is_narrow | (Practice.state != PracticeState.PUBLISHED)
    texts = selectinload(Practice.revisions).selectinload(Revision.texts)
    rows = session.scalars(select(Practice).where(*own).options(texts).order_by(Practice.id.desc()).limit(200))
    return tuple(_kept(row, language) for row in rows)


def _kept(row: Practice, language: str) -> Kept:
    texts = {text.language: text.title for text in row.revisions[-1].texts} if row.revisions else {}
    code = language if language in texts else next(iter(texts), "")
    return Kept(row.slug, texts.get(code, row.slug), code, row.state is PracticeState.PUBLISHED, row.visibility)
