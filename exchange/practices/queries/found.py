"""What the search page reads of its hits: texts for passages, and the database's own search when the index is away."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, load_only, selectinload

from exchange.kernel.actor import Actor
from exchange.kernel.kept import kept
from exchange.practices import policies
from exchange.practices.models import Practice, PracticeSection, PracticeText, Section
from exchange.text.cleaning import plain_text

MOST_WORDS = 6


@dataclass(frozen=True)
class FoundText:
    """One language version: its summary, and what is needed to read its sections where the summary shows nothing."""

    text_id: UUID
    summary: str
    hidden: frozenset[Section]  # from this reader


def found_texts(
    session: Session, *, actor: Actor, wanted: Iterable[tuple[UUID, str]]
) -> dict[tuple[UUID, str], FoundText]:
    """The published texts of these practices in these languages, two queries however many there are."""
    pairs = frozenset(wanted)
    if not pairs:
        return {}
    return kept(("found texts", policies.reads_like(actor), pairs), lambda: _found_texts(session, actor, pairs))


def _found_texts(
    session: Session, actor: Actor, pairs: frozenset[tuple[UUID, str]]
) -> dict[tuple[UUID, str], FoundText]:
    rows = session.execute(
        select(Practice, PracticeText.id, PracticeText.language, PracticeText.summary)
        .join(PracticeText, PracticeText.revision_id == Practice.published_revision_id)
        .where(policies.readable_by(actor), Practice.id.in_({practice_id for practice_id, _language in pairs}))
        .options(load_only(Practice.ministry_id, Practice.state, Practice.visibility, Practice.field_visibility))
        .options(selectinload(Practice.partners))
        .execution_options(populate_existing=True)  # what is kept is read by statements of its own
    )
    return {
        (practice.id, language): FoundText(text_id, summary, _hidden(actor, practice))
        for practice, text_id, language, summary in rows
        if (practice.id, language) in pairs
    }


def found_sections(session: Session, texts: Iterable[FoundText]) -> dict[UUID, tuple[str, ...]]:
    """The sections of these texts as plain text in their order, without those hidden from the reader; one query."""
    hidden = {text.text_id: text.hidden for text in texts}
    if not hidden:
        return {}
    wanted = select(PracticeSection.text_id, PracticeSection.key, PracticeSection.html)
    rows = session.execute(wanted.where(PracticeSection.text_id.in_(hidden)))
    order = list(Section)
    found: dict[UUID, list[tuple[int, str]]] = {text_id: [] for text_id in hidden}
    for text_id, key, html in rows:
        if key not in hidden[text_id]:
            found[text_id].append((order.index(key), _plain(html)))
    return {text_id: tuple(text for _, text in sorted(held)) for text_id, held in found.items()}


_plain = lru_cache(maxsize=1_000)(plain_text)  # the same sections are found again and again


def _hidden(actor: Actor, practice: Practice) -> frozenset[Section]:
    return frozenset(key for key in Section if not policies.can_read_section(actor, practice, key))


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
