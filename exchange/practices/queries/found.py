"""What the search page reads of its hits: texts for passages, and the database's own search when the index is away."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from exchange.kernel.actor import Actor
from exchange.practices import policies
from exchange.practices.models import Practice, PracticeText, Section
from exchange.text.cleaning import plain_text

MOST_WORDS = 6


@dataclass(frozen=True)
class FoundText:
    """One language version as plain text, without the sections that the reader may not see."""

    summary: str
    sections: tuple[str, ...]


def found_texts(
    session: Session, *, actor: Actor, wanted: Iterable[tuple[UUID, str]]
) -> dict[tuple[UUID, str], FoundText]:
    """The published texts of these practices in these languages, three queries however many there are."""
    pairs = set(wanted)
    if not pairs:
        return {}
    rows = session.execute(
        select(Practice, PracticeText)
        .join(PracticeText, PracticeText.revision_id == Practice.published_revision_id)
        .where(policies.readable_by(actor), Practice.id.in_({practice_id for practice_id, _language in pairs}))
        .options(selectinload(Practice.partners), selectinload(PracticeText.sections))
    )
    return {
        (practice.id, text.language): FoundText(text.summary, _sections(actor, practice, text))
        for practice, text in rows
        if (practice.id, text.language) in pairs
    }


def _sections(actor: Actor, practice: Practice, text: PracticeText) -> tuple[str, ...]:
    order = list(Section)
    return tuple(
        plain_text(section.html)
        for section in sorted(text.sections, key=lambda section: order.index(section.key))
        if policies.can_read_section(actor, practice, section.key)
    )


def find_by_words(session: Session, *, actor: Actor, words: Iterable[str], limit: int = 20) -> tuple[UUID, ...]:
    """Readable practices whose title or summary holds every word, newest first: for when the index does not answer."""
    wanted = select(Practice.id, Practice.published_at).distinct().where(policies.readable_by(actor))
    wanted = wanted.join(PracticeText, PracticeText.revision_id == Practice.published_revision_id)
    for word in list(words)[:MOST_WORDS]:
        wanted = wanted.where(
            or_(
                PracticeText.title.icontains(word, autoescape=True),
                PracticeText.summary.icontains(word, autoescape=True),
            )
        )
    rows = session.execute(wanted.order_by(Practice.published_at.desc(), Practice.id).limit(limit))
    return tuple(practice_id for practice_id, _at in rows)
